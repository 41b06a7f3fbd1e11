package proxystore.relay.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The configuration of a running relay, of which some values change; see {@link Settings}. Any thread may call it. A class that
 * reads a value when it needs it has the new one at once; one that keeps what it was made with listens for changes.
 */
public final class CurrentConfig implements Supplier<RelayConfig> {
    private final List<Consumer<RelayConfig>> listeners = new CopyOnWriteArrayList<>();
    private volatile RelayConfig config;

    public CurrentConfig(RelayConfig initial) {
        this.config = initial;
    }

    @Override
    public RelayConfig get() {
        return config;
    }

    /** Replaces the configuration and calls the listeners. The new one differs only in values that change at run time. */
    public void change(RelayConfig changed) {
        config = changed;
        listeners.forEach(listener -> listener.accept(changed));
    }

    /** Calls a listener with each later configuration, on the thread that changes it. */
    public void onChange(Consumer<RelayConfig> listener) {
        listeners.add(listener);
    }
}

package proxystore.relay.peer;

import java.util.ArrayList;
import java.util.List;

/** Notes in one line each what connections tell the relay's rules. */
final class RecordingListener implements Connection.Listener {
    private final ClientRegistry registry;
    /** Guarded by itself. */
    private final List<String> events = new ArrayList<>();

    RecordingListener(ClientRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void undelivered(OutboundMessage outgoing, String reason) {
        add(outgoing.text() + " undelivered: " + reason);
    }

    @Override
    public void ended(Connection connection, String why) {
        Client client = connection.client();
        if (client != null) {
            registry.remove(client);
        }
        add("ended: " + why);
    }

    private void add(String event) {
        synchronized (events) {
            events.add(event);
        }
    }

    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }
}

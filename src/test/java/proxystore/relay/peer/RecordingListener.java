package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import proxystore.relay.message.Message;
import proxystore.relay.message.PeerConnection;

/** Records in one line each how connections call the relay's rules, and keeps the registry. */
final class RecordingListener implements Connection.Listener {
    private final ClientRegistry registry;

    @GuardedBy("events")
    private final List<String> events = new ArrayList<>();

    RecordingListener(ClientRegistry registry) {
        this.registry = registry;
    }

    @Override
    public long nextStamp() {
        return registry.nextStamp();
    }

    @Override
    public void opened(Connection connection) {
        registry.opened(connection);
    }

    @Override
    public CompletionStage<Void> received(Connection connection, Message message) {
        add("received " + message.getClass().getSimpleName());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> tooFast(Connection connection, Message message) {
        add("too fast " + message.getClass().getSimpleName());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void malformed(Connection connection, String why) {
        add("malformed: " + why);
    }

    @Override
    public void binary(Connection connection) {
        add("binary");
    }

    @Override
    public void tooLong(Connection connection) {
        add("too long");
    }

    @Override
    public void undelivered(Connection sender, PeerConnection message, String reason) {
        add(message.description() + " undelivered: " + reason);
    }

    @Override
    public void ended(Connection connection, String why) {
        Client client = connection.client();
        if (client != null) {
            registry.remove(client);
        }
        add("ended: " + why);
    }

    @Override
    public void gone(Connection connection) {
        registry.closed(connection);
    }

    void add(String event) {
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

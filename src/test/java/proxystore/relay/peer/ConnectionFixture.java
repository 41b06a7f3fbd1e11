package proxystore.relay.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Generation;
import proxystore.relay.message.PeerConnection;

/** The context of connections in a test; background tasks run at once. */
final class ConnectionFixture {
    static final Duration PING_INTERVAL = Duration.ofSeconds(20);
    static final Duration PONG_TIMEOUT = Duration.ofSeconds(15);
    static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration TICK = Duration.ofSeconds(1);

    final ClientRegistry registry = new ClientRegistry();
    final RecordingListener listener = new RecordingListener(registry);
    final SettableClock clock = new SettableClock();
    final RunningTime time = new RunningTime(TICK, PONG_TIMEOUT, clock.getAsLong());
    final RelayConfig config = RelayConfig.of(Map.of(
            "heartbeat.ping_interval", "20",
            "heartbeat.pong_timeout", "15",
            "outbox.send_timeout", "30",
            "outbox.max_messages", "3",
            "inbox.max_messages", "2",
            "admission.registration_timeout", "3600"));

    final AdmissionControl admission = new AdmissionControl(config, 0, clock);
    final OutboxBudget budget = new OutboxBudget(config.outbox());
    final RecordingEvents counted = new RecordingEvents();

    Connection open(Transport transport) {
        return open(transport, Runnable::run);
    }

    Connection open(Transport transport, Executor background) {
        return Connection.open(transport, Credentials.NONE, Generation.V0_5, listener, context(background));
    }

    ConnectionContext context(Executor background) {
        return new ConnectionContext(
                () -> config,
                admission,
                budget,
                new UndeliveredQueue(Runnable::run, budget),
                counted,
                background,
                clock);
    }

    /** A message whose return the listener records. */
    OutboundMessage message(String text) {
        EncodedMessage encoded = EncodedMessage.of(text);
        return OutboundMessage.ofPeer(
                encoded,
                (message, reason) -> listener.add(text + " undelivered: " + reason),
                new PeerConnection(new UUID(0, 1), "name", new UUID(0, 2), "offer", null, null, encoded),
                0);
    }

    /** A registration that the connection has and the registry does not have yet. */
    Client client(Connection connection, UUID uuid, User user) {
        Client client = new Client("name", uuid, user, connection, Instant.EPOCH);
        connection.register(client, Generation.V0_5);
        return client;
    }

    /** Ticks after this time, during which the relay runs. */
    void tickAfter(Duration running) {
        Duration left = running;
        for (; left.compareTo(TICK) > 0; left = left.minus(TICK)) {
            clock.advance(TICK);
            time.tick(clock.getAsLong());
        }
        tickAfterPause(left);
    }

    /** Ticks once after this time; if it is longer than a tick, the relay has paused. */
    void tickAfterPause(Duration pause) {
        clock.advance(pause);
        time.tick(clock.getAsLong());
        registry.connections().forEach(connection -> connection.tick(time));
    }
}

package proxystore.relay.web;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import proxystore.relay.log.LogText;
import proxystore.relay.message.Generation;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;

/**
 * One registered client at a time. Texts that a client or an identity provider has chosen are as in the log, without control
 * and format characters and cut.
 *
 * @param connection the stamp of its connection
 * @param idleNanos the time since bytes last arrived from it, in nanoseconds
 * @param received texts that it has sent
 * @param sent texts that it has been sent
 * @param queuedBytes bytes that wait for it or are being sent
 */
record ClientRow(
        long connection,
        String name,
        UUID uuid,
        String user,
        Generation generation,
        String address,
        Instant since,
        long idleNanos,
        long received,
        long sent,
        long queuedBytes) {
    /**
     * The row of a connection; empty if it has no registered client or is not open.
     *
     * @param nowNanos the time by {@link System#nanoTime}
     */
    static Optional<ClientRow> of(Connection connection, long nowNanos) {
        Client client = connection.client();
        if (client == null || !connection.isOpen()) {
            return Optional.empty();
        }
        return Optional.of(new ClientRow(
                connection.stamp(),
                client.name(),
                client.uuid(),
                LogText.of(client.user().toString()),
                connection.generation(),
                connection.remoteAddress(),
                client.registered(),
                Math.max(0, nowNanos - connection.aliveNanos()),
                connection.receivedMessages(),
                connection.sentMessages(),
                connection.queuedBytes()));
    }

    /**
     * Whether the name, uuid, user or address contains a text.
     *
     * @param lowerCase the text in lower case
     */
    boolean contains(String lowerCase) {
        return name.toLowerCase(Locale.ROOT).contains(lowerCase)
                || uuid.toString().contains(lowerCase)
                || user.toLowerCase(Locale.ROOT).contains(lowerCase)
                || address.toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}

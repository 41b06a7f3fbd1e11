package proxystore.relay.routing;

import java.lang.System.Logger.Level;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Message;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.ClientConnection;
import proxystore.relay.peer.OutboundMessage;

/** Sends the relay's own messages. A client that does not read them is closed when its outbox is full. */
final class Replies {
    private final MessageEncoder encoder = new MessageEncoder();

    EncodedMessage encode(Message message) {
        return encoder.toEncoded(message);
    }

    /** Sends a response, or a message that is returned at once. */
    void send(ClientConnection connection, Message message) {
        send(connection, OutboundMessage.ofRelay(encode(message)));
    }

    /** Sends a message back that the connection of its peer had accepted. */
    void sendReturned(ClientConnection connection, PeerConnection returned) {
        send(connection, OutboundMessage.ofReturned(encode(returned)));
    }

    private static void send(ClientConnection connection, OutboundMessage outbound) {
        String refusal = connection.send(outbound);
        if (refusal != null && connection.isOpen()) {
            connection.log().log(
                    RuleLog.LOGGER, Level.WARNING, () -> "Closing " + connection + ": it does not read, " + refusal);
            connection.close(CloseStatus.NOT_READING);
        }
    }
}

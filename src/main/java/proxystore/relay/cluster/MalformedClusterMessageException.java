package proxystore.relay.cluster;

import java.io.Serial;

/** A message on the bus that no node of this version has written. The text holds nothing that the message contained. */
final class MalformedClusterMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedClusterMessageException(String why) {
        super(why);
    }
}

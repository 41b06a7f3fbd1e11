package proxystore.relay.routing;

import java.lang.System.Logger;
import java.util.UUID;
import proxystore.relay.config.SourcePolicy;
import proxystore.relay.peer.Client;

/** Checks that a client sends under its own uuid. With users every client must, whatever the policy. */
final class SourcePolicyCheck {
    private static final Logger LOGGER = System.getLogger(SourcePolicyCheck.class.getName());

    private final SourcePolicy policy;

    SourcePolicyCheck(SourcePolicy policy, boolean users) {
        this.policy = users ? SourcePolicy.ENFORCE : policy;
    }

    /** Whether the policy refuses a message of the sender with this source. */
    boolean refuses(Client sender, UUID source) {
        if (policy == SourcePolicy.TRUST || source.equals(sender.uuid())) {
            return false;
        }
        sender.connection().log().warn(LOGGER, () -> sender + " sent a message under the foreign uuid " + source);
        return policy == SourcePolicy.ENFORCE;
    }
}

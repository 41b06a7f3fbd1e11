package proxystore.relay.peer;

import java.time.Instant;
import java.util.UUID;
import proxystore.relay.auth.User;
import proxystore.relay.message.LogText;

/**
 * A registered connection.
 *
 * @param name what the client calls itself
 * @param uuid under which peers reach it
 * @param user to whom it belongs
 * @param connection over which it registered; a client is no longer registered once this is closed
 * @param registered when it registered
 */
public record Client(String name, UUID uuid, User user, Connection connection, Instant registered) {
    /** One registration is not another, even if all they say is the same. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** As logs show it: uuid and name, the name made safe for one line. */
    @Override
    public String toString() {
        return uuid + " (" + LogText.of(name) + ")";
    }
}

package proxystore.relay.peer;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stores every open connection, and the registered clients by uuid. One per relay, shared by all connections and all
 * threads; each method is atomic and none blocks.
 */
public final class ClientRegistry {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<UUID, Client> clients = new ConcurrentHashMap<>();
    /** The stamp of the connection that opened last. */
    private final AtomicLong lastStamp = new AtomicLong();

    /** Whether a registration was stored, or why not. */
    public enum Verdict {
        /** The registering client owns the uuid. */
        ACCEPTED,
        /** An open connection of another user owns the uuid. */
        OTHER_USER,
        /** A newer open connection of the same user owns the uuid: the registering client must not displace it. */
        NEWER_CONNECTION
    }

    /**
     * The result of a registration.
     *
     * @param previous the client that owned the uuid before, and still does if the registration was refused; null if none did
     */
    public record RegistrationOutcome(
            Verdict verdict, @Nullable Client previous) {}

    /**
     * Makes the client the owner of its uuid in one step, unless an open connection of another user owns it, or a newer
     * one of the same user. So the newest connection wins, in any order of processing. {@link Connection#register} must be
     * called first, so that the end of the connection finds the client and removes it here.
     */
    public RegistrationOutcome register(Client client) {
        RegistrationOutcome[] outcome = new RegistrationOutcome[1];
        clients.compute(client.uuid(), (uuid, current) -> {
            Verdict verdict = verdict(client, current);
            outcome[0] = new RegistrationOutcome(verdict, current);
            return verdict == Verdict.ACCEPTED ? client : current;
        });
        if (outcome[0].verdict() == Verdict.ACCEPTED && !client.connection().isOpen()) {
            remove(client); // it ended during the registration, possibly before the client was stored
        }
        return outcome[0];
    }

    private static Verdict verdict(Client client, @Nullable Client owner) {
        if (owner == null || !owner.connection().isOpen()) {
            return Verdict.ACCEPTED;
        }
        if (!owner.user().equals(client.user())) {
            return Verdict.OTHER_USER;
        }
        return owner.connection().isNewerThan(client.connection()) ? Verdict.NEWER_CONNECTION : Verdict.ACCEPTED;
    }

    /** The stamp of a connection that opens now: greater than that of each connection before it. */
    public long nextStamp() {
        return lastStamp.incrementAndGet();
    }

    /**
     * Removes the client if it still owns its uuid; a newer owner stays.
     *
     * @return whether the client was removed
     */
    public boolean remove(Client client) {
        return clients.remove(client.uuid(), client);
    }

    /** The owner of a uuid; null if there is none. */
    public @Nullable Client find(UUID uuid) {
        return clients.get(uuid);
    }

    /** The registered clients: a live view, weakly consistent. */
    public Collection<Client> clients() {
        return Collections.unmodifiableCollection(clients.values());
    }

    /** The open connections, registered or not: a live view, weakly consistent. */
    public Collection<Connection> connections() {
        return Collections.unmodifiableCollection(connections);
    }

    /** Adds a connection. */
    public void opened(Connection connection) {
        connections.add(connection);
    }

    /** Removes a connection. Idempotent. */
    public void closed(Connection connection) {
        connections.remove(connection);
    }
}

package proxystore.relay.peer;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is here: every open connection, and the registered clients by uuid. One per relay, shared by all connections and
 * all threads; each method is atomic and none blocks.
 */
public final class ClientRegistry {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<UUID, Client> clients = new ConcurrentHashMap<>();
    private final AddressLimit addresses;

    /** A registry of connections that somebody else has counted in. */
    public ClientRegistry(AddressLimit addresses) {
        this.addresses = addresses;
    }

    /**
     * How a registration ended.
     *
     * @param accepted whether the newcomer owns the uuid now
     * @param previous who owned it before, or owns it still if the newcomer was refused; null if nobody did
     */
    public record Outcome(boolean accepted, @Nullable Client previous) {}

    /**
     * Makes the client the owner of its uuid in one step, unless an open connection of another user holds it. The
     * connection must have been told about the client before ({@link Connection#register}), so that its end, whenever it
     * comes, finds and removes what is stored here.
     */
    public Outcome register(Client client) {
        Client[] previous = new Client[1];
        Client owner = clients.compute(client.uuid(), (uuid, current) -> {
            previous[0] = current;
            boolean taken = current != null
                    && current.connection().isOpen()
                    && !current.user().equals(client.user());
            return taken ? current : client;
        });
        boolean accepted = client.equals(owner);
        if (accepted && !client.connection().isOpen()) {
            remove(client); // it ended while it registered, possibly too early to find itself here
        }
        return new Outcome(accepted, previous[0]);
    }

    /**
     * Removes the client if it still owns its uuid; a newer owner stays.
     *
     * @return whether it did
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

    void opened(Connection connection) {
        connections.add(connection);
    }

    void closed(Connection connection) {
        if (connections.remove(connection)) {
            addresses.leave(connection.remoteAddress());
        }
    }
}

package proxystore.relay.peer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogSubject;
import proxystore.relay.log.LogText;

/** One registration of a connection. Two registrations are never equal, even with the same content. */
public final class Client implements Destination, LogSubject {
    /** Cut to the length that logs show: a client may send any name, and it is kept for hours. */
    private final String name;

    private final UUID uuid;
    private final User user;
    private final ClientConnection connection;
    private final Instant registered;
    /** Made once: the log entry of each forwarded message contains two of them. */
    private final String text;

    /**
     * For one registration.
     *
     * @param name the name that the client sent
     * @param uuid the uuid under which peers reach the client
     * @param user the user to whom the client belongs
     * @param connection the connection of the client; the registration ends with it
     * @param registered the time of the registration
     */
    public Client(String name, UUID uuid, User user, ClientConnection connection, Instant registered) {
        this.name = LogText.of(name);
        this.uuid = uuid;
        this.user = user;
        this.connection = connection;
        this.registered = registered;
        this.text = uuid + " (" + this.name + ")";
    }

    /** The name of the client, as logs show it. */
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public User user() {
        return user;
    }

    public ClientConnection connection() {
        return connection;
    }

    public Instant registered() {
        return registered;
    }

    /** Whether the connection has not replaced this registration by another one. */
    public boolean isCurrent() {
        return connection.isRegisteredAs(this);
    }

    @Override
    public @Nullable String send(OutboundMessage outbound) {
        return connection.send(outbound);
    }

    /** As logs show it with its address: {@code uuid (name at address)}. */
    public String at(String address) {
        return uuid + " (" + name + " at " + address + ")";
    }

    @Override
    public Map<String, Object> logFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(LogFields.CLIENT, uuid);
        fields.put(LogFields.NAME, name);
        fields.put(LogFields.ADDRESS, connection.remoteAddress());
        return fields;
    }

    /** As logs show it: uuid and name. */
    @Override
    public String toString() {
        return text;
    }
}

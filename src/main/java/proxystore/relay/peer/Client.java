package proxystore.relay.peer;

import java.time.Instant;
import java.util.UUID;
import proxystore.relay.auth.User;
import proxystore.relay.log.LogText;

/** A registered connection. One registration is not another, even if all they say is the same. */
public final class Client {
    /** Cut to what logs show: a client may call itself anything, and it stays for hours. */
    private final String name;

    private final UUID uuid;
    private final User user;
    private final Connection connection;
    private final Instant registered;
    /** Made once: the log entry of each forwarded message has two of them. */
    private final String text;

    /**
     * For one registration.
     *
     * @param name what the client calls itself
     * @param uuid under which peers reach it
     * @param user to whom it belongs
     * @param connection over which it registered; a client is no longer registered once this is closed
     * @param registered when it registered
     */
    public Client(String name, UUID uuid, User user, Connection connection, Instant registered) {
        this.name = LogText.of(name);
        this.uuid = uuid;
        this.user = user;
        this.connection = connection;
        this.registered = registered;
        this.text = uuid + " (" + this.name + ")";
    }

    /** What the client calls itself, as logs show it. */
    public String name() {
        return name;
    }

    public UUID uuid() {
        return uuid;
    }

    public User user() {
        return user;
    }

    public Connection connection() {
        return connection;
    }

    public Instant registered() {
        return registered;
    }

    /** Whether this is its connection's registration, and not one that the connection has replaced since. */
    public boolean isCurrent() {
        return connection.client() == this;
    }

    /** As logs show it with its address: {@code uuid (name at address)}. */
    public String at(String address) {
        return uuid + " (" + name + " at " + address + ")";
    }

    /** As logs show it: uuid and name. */
    @Override
    public String toString() {
        return text;
    }
}

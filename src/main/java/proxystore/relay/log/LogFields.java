package proxystore.relay.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Passes the fields of an entry to a log that has them: {@link Logger} itself passes only a text. Such a log asks for them on the
 * logging thread; other logs ignore them.
 */
public final class LogFields {
    /** The uuid of the client that the entry is about. */
    public static final String CLIENT = "client";

    /** The client's name, as {@link LogText} shows it. */
    public static final String NAME = "name";

    /** The IP address of the client and its port. */
    public static final String ADDRESS = "address";

    /** The code with which the connection was closed (RFC 6455, section 7.4). */
    public static final String CODE = "code";

    /** The uuid of the other client. */
    public static final String PEER = "peer";

    /** The kind of a refusal. */
    public static final String REFUSAL = "refusal";

    private static final ThreadLocal<Map<String, Object>> CURRENT = new ThreadLocal<>();

    private LogFields() {}

    /** The fields of an entry about what a client sends to another one, by their uuids. */
    public static Map<String, Object> ofPair(UUID client, UUID peer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(CLIENT, client);
        fields.put(PEER, peer);
        return fields;
    }

    /** Logs an entry with fields, and with its {@link LogOrigin}, if its level is logged. */
    public static void log(Logger logger, Level level, Supplier<Map<String, Object>> fields, Supplier<String> text) {
        if (!logger.isLoggable(level)) {
            return;
        }
        CURRENT.set(fields.get());
        try {
            logger.log(level, () -> LogOrigin.name(text.get()));
        } finally {
            CURRENT.remove();
        }
    }

    /** The fields of the entry that this thread is logging; empty if it has none. */
    public static Map<String, Object> current() {
        Map<String, Object> fields = CURRENT.get();
        return fields == null ? Map.of() : fields;
    }
}

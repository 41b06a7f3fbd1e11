package proxystore.relay.endpoint;

import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;

/**
 * A session of Tomcat's. Tomcat answers pings on the thread that reads the connection. If another thread closes the session
 * between Tomcat's check and its pong, Tomcat logs a SEVERE entry with a stack trace. So the reading thread itself closes a
 * connection because of a message, before it reads the frames behind that message. The close may block for as long as
 * Tomcat delays a close frame; a pong to a client that does not read blocks longer.
 */
final class TomcatTransport extends SessionTransport {
    private static final String SESSIONS = "org.apache.tomcat.websocket.";

    /**
     * The thread that runs a message method of the session; null if none does. A thread writes only itself and null, and
     * compares only with itself, so a stale value is harmless.
     */
    private @Nullable Thread reading;

    TomcatTransport(Session session, String remoteAddress) {
        super(session, remoteAddress, () -> {});
    }

    /** Whether a session is one of Tomcat's. */
    static boolean isFor(Session session) {
        return session.getClass().getName().startsWith(SESSIONS);
    }

    /** A message method begins on this thread. */
    void messageBegins() {
        reading = Thread.currentThread();
    }

    /** The message method ends. */
    void messageEnds() {
        reading = null;
    }

    @Override
    public boolean closeWhileReading(CloseStatus status) {
        boolean isReader = Thread.currentThread().equals(reading);
        if (isReader) {
            close(status);
        }
        return isReader;
    }
}

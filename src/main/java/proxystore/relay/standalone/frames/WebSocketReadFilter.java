package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.attributes.AttributeHolder;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContext;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.memory.ByteBufferArray;
import org.glassfish.grizzly.ssl.SSLConnectionContext;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;

/**
 * Passes the bytes that a WebSocket receives to its {@link FrameTransport} and skips the HTTP filters, which are not needed
 * after the handshake. Used with TLS and with {@code standalone.frames = "tyrus"}; {@link FilterBypassStrategy} reads all
 * other connections without filters.
 */
public final class WebSocketReadFilter extends BaseFilter {
    private static final Attribute<FrameTransport> FRAMES =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(WebSocketReadFilter.class.getName());

    /** The parsed handshake, of 7 kB and more, which Grizzly would keep as long as the connection. */
    private static final String[] HANDSHAKE = {
        HttpContext.class.getName(), HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME, "HttpServerFilter.KeepAliveContext"
    };

    /**
     * Makes this connection a WebSocket, and releases what Grizzly would keep of its handshakes. Called within the read that
     * completed the WebSocket's handshake, after the answer is written.
     */
    public static void upgrade(Connection<?> connection, FrameTransport frames) {
        AttributeHolder attributes = connection.getAttributes();
        for (String attribute : HANDSHAKE) {
            attributes.removeAttribute(attribute);
        }
        SSLEngine tls = SSLUtils.getSSLEngine(connection);
        if (tls != null) {
            SSLConnectionContext withoutBuffers = new SSLConnectionContext(connection);
            withoutBuffers.configure(tls);
            withoutBuffers.attach();
        }
        FRAMES.set(connection, frames);
    }

    /** The frames of a WebSocket; null for any other connection. */
    static @Nullable FrameTransport framesOf(Connection<?> connection) {
        return FRAMES.get(connection);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        FrameTransport frames = framesOf(context.getConnection());
        if (frames == null) {
            return context.getInvokeAction();
        }
        Buffer received = context.getMessage();
        read(frames, received);
        received.tryDispose();
        return context.getStopAction();
    }

    /** Grizzly may keep a closed connection for a while; its frames are released at once. */
    @Override
    public NextAction handleClose(FilterChainContext context) {
        FRAMES.remove(context.getConnection());
        return context.getInvokeAction();
    }

    /** Records activity before TLS decrypts: a record that arrives slowly is activity before it is complete. */
    public static final class Activity extends BaseFilter {
        @Override
        public NextAction handleRead(FilterChainContext context) {
            FrameTransport frames = framesOf(context.getConnection());
            if (frames != null) {
                frames.markAlive();
            }
            return context.getInvokeAction();
        }
    }

    /** Handles the frames in a buffer. The caller keeps the buffer. */
    public static void read(FrameTransport frames, Buffer received) {
        if (!received.isComposite()) {
            frames.handle(received.toByteBuffer());
            return;
        }
        ByteBufferArray parts = received.toByteBufferArray();
        ByteBuffer[] buffers = parts.getArray();
        for (int i = 0; i < parts.size(); i++) {
            frames.handle(buffers[i]);
        }
        parts.recycle();
    }
}

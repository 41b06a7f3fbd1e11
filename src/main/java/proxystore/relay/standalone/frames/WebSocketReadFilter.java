package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a WebSocket receives to its {@link FastPathFrames}, past the HTTP filters, which have nothing to do any more
 * once the handshake is made. Behind TLS, and with Tyrus's frames; {@link FilterBypassStrategy} reads the others without it.
 */
public final class WebSocketReadFilter extends BaseFilter {
    private static final Attribute<FastPathFrames> FRAMES =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(WebSocketReadFilter.class.getName());

    /** What Grizzly would keep for the connection's life: the parsed handshake, of 7 kB and more. */
    private static final String[] HANDSHAKE = {
        HttpContext.class.getName(), HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME, "HttpServerFilter.KeepAliveContext"
    };

    /** From now on this connection is a WebSocket: called within the read that completed its handshake. */
    public static void upgrade(Connection<?> connection, FastPathFrames frames) {
        IdleTimeoutFilter.setCustomTimeout(connection, -1, TimeUnit.SECONDS);
        AttributeHolder attributes = connection.getAttributes();
        for (String attribute : HANDSHAKE) {
            attributes.removeAttribute(attribute);
        }
        FRAMES.set(connection, frames);
    }

    /** Null until the connection is a WebSocket. */
    static @Nullable FastPathFrames framesOf(Connection<?> connection) {
        return FRAMES.get(connection);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        FastPathFrames frames = framesOf(context.getConnection());
        if (frames == null) {
            return context.getInvokeAction();
        }
        Buffer received = context.getMessage();
        read(frames, received);
        received.tryDispose();
        return context.getStopAction();
    }

    /** Grizzly may keep a closed connection for a while; what hangs on it need not wait. */
    @Override
    public NextAction handleClose(FilterChainContext context) {
        FRAMES.remove(context.getConnection());
        return context.getInvokeAction();
    }

    /** Stands before TLS: a record that arrives slowly is activity long before it can be decrypted. */
    public static final class Activity extends BaseFilter {
        @Override
        public NextAction handleRead(FilterChainContext context) {
            FastPathFrames frames = framesOf(context.getConnection());
            if (frames != null) {
                frames.heard();
            }
            return context.getInvokeAction();
        }
    }

    /** Has the frames in a buffer dealt with, which is the caller's again afterwards. */
    public static void read(FastPathFrames frames, Buffer received) {
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

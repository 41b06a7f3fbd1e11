package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerFilter;
import org.glassfish.tyrus.spi.ServerContainer;
import proxystore.relay.Relay;
import proxystore.relay.endpoint.ForwardedAddress;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.standalone.frames.FastPathFrames;
import proxystore.relay.standalone.frames.WebSocketReadFilter;
import proxystore.relay.standalone.frames.WebSocketTracker;

/** Tyrus's filter, with the {@link HandshakeContext} in place while a handshake is made. */
final class HandshakeFilter extends GrizzlyServerFilter {
    private static final Logger LOGGER = System.getLogger(HandshakeFilter.class.getName());

    /** The request's attribute with the text of a 403. */
    static final String REFUSAL = HandshakeFilter.class.getName() + ".refusal";

    private final Relay relay;
    private final WebSocketTracker sockets;

    private HandshakeFilter(Relay relay, ServerContainer container, WebSocketTracker sockets) {
        super(container, "/");
        this.relay = relay;
        this.sockets = sockets;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        Connection<?> connection = context.getConnection();
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request)
                || !"websocket".equalsIgnoreCase(request.getUpgrade())) {
            return super.handleRead(context);
        }
        String remoteAddress = remoteAddress(request);
        Optional<String> refusal =
                HandshakeCheck.refusal(relay, name -> values(request, name), request.isSecure(), remoteAddress);
        if (refusal.isPresent()) {
            request.setAttribute(REFUSAL, refusal.get());
            return context.getInvokeAction(); // the HTTP server answers
        }
        HandshakeCheck.unusedHeaders().forEach(request.getHeaders()::removeHeader);
        Buffer behind = content.getContent(); // frames of a client that did not wait for the answer
        FastPathFrames frames = new FastPathFrames(
                connection,
                sockets,
                Math.min(
                        relay.config().maxMessageBytes(),
                        relay.config().admission().maxUnregisteredBytes()),
                relay.config().standalone());
        NextAction next;
        try (HandshakeContext.Scope scope = new HandshakeContext(relay, remoteAddress, frames).enter()) {
            next = super.handleRead(context);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "Tyrus cannot read a handshake: " + e);
            // The HTTP server answers, if nobody has.
            next = request.getResponse().isCommitted() ? context.getStopAction() : context.getInvokeAction();
        }
        if (frames.isConnected()) {
            sockets.add(connection);
            WebSocketReadFilter.upgrade(connection, frames);
            WebSocketReadFilter.read(frames, behind);
        } else if (request.getResponse().isCommitted()) {
            connection.closeSilently(); // Tyrus's refusals have no length: only the end says that they are over
        }
        return next;
    }

    private String remoteAddress(HttpRequestPacket request) {
        return ForwardedAddress.of(
                request.getRemoteAddress(),
                request.getRemotePort(),
                name -> values(request, name),
                relay.config().proxy());
    }

    /** The values of a header, in the order in which they arrived; empty if there is none. */
    static List<String> values(HttpRequestPacket request, String header) {
        List<String> values = new ArrayList<>();
        request.getHeaders().values(header).forEach(values::add);
        return values;
    }

    /**
     * Puts the filter where Tyrus's own add-on puts Tyrus's, before Grizzly's HTTP server, and the one for what follows
     * the handshake before all of HTTP. With TLS, another one notes activity before that.
     */
    static final class AddOn implements org.glassfish.grizzly.http.server.AddOn {
        private final Relay relay;
        private final ServerContainer container;
        private final WebSocketTracker sockets;

        AddOn(Relay relay, ServerContainer container, WebSocketTracker sockets) {
            this.relay = relay;
            this.container = container;
            this.sockets = sockets;
        }

        @Override
        public void setup(NetworkListener listener, FilterChainBuilder chain) {
            chain.add(chain.indexOfType(HttpServerFilter.class), new HandshakeFilter(relay, container, sockets));
            chain.add(chain.indexOfType(org.glassfish.grizzly.http.HttpServerFilter.class), new WebSocketReadFilter());
            if (listener.isSecure()) {
                chain.add(chain.indexOfType(SSLBaseFilter.class), new WebSocketReadFilter.Activity());
            }
        }
    }
}

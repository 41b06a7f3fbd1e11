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
import proxystore.relay.standalone.frames.CloseScheduler;
import proxystore.relay.standalone.frames.FrameTransport;
import proxystore.relay.standalone.frames.WebSocketReadFilter;
import proxystore.relay.standalone.frames.WebSocketTracker;

/** Tyrus's filter, which refuses a handshake or sets its {@link HandshakeContext} while Tyrus performs it. */
final class HandshakeFilter extends GrizzlyServerFilter {
    private static final Logger LOGGER = System.getLogger(HandshakeFilter.class.getName());

    /** The request's attribute with the text of a 403. */
    static final String REFUSAL = HandshakeFilter.class.getName() + ".refusal";

    private final Relay relay;
    private final WebSocketTracker sockets;
    private final CloseScheduler scheduler;

    private HandshakeFilter(
            Relay relay, ServerContainer container, WebSocketTracker sockets, CloseScheduler scheduler) {
        super(container, "/");
        this.relay = relay;
        this.sockets = sockets;
        this.scheduler = scheduler;
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
        Buffer early = content.getContent(); // frames of a client that did not wait for the answer
        FrameTransport frames = new FrameTransport(
                connection, scheduler, relay.config().standalone().frames());
        NextAction next;
        try (HandshakeContext.Scope scope = new HandshakeContext(relay, remoteAddress, frames).enter()) {
            next = super.handleRead(context);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "Tyrus cannot read a handshake: " + e);
            // If Tyrus has not answered, the HTTP server does.
            next = request.getResponse().isCommitted() ? context.getStopAction() : context.getInvokeAction();
        }
        if (frames.isConnected()) {
            sockets.add(connection);
            WebSocketReadFilter.upgrade(connection, frames);
            WebSocketReadFilter.read(frames, early);
        } else if (request.getResponse().isCommitted()) {
            connection.closeSilently(); // Tyrus's refusals have no length: the close marks their end
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

    /** The values of a header, in the order of their arrival; empty if there is none. */
    static List<String> values(HttpRequestPacket request, String header) {
        List<String> values = new ArrayList<>();
        request.getHeaders().values(header).forEach(values::add);
        return values;
    }

    /**
     * Adds the filters of a listener: this one before Grizzly's HTTP server, where Tyrus's add-on puts Tyrus's; the one that
     * reads frames before all HTTP filters; and, with TLS, the one that records activity before that.
     */
    static final class AddOn implements org.glassfish.grizzly.http.server.AddOn {
        private final Relay relay;
        private final ServerContainer container;
        private final WebSocketTracker sockets;
        private final CloseScheduler scheduler;

        AddOn(Relay relay, ServerContainer container, WebSocketTracker sockets, CloseScheduler scheduler) {
            this.relay = relay;
            this.container = container;
            this.sockets = sockets;
            this.scheduler = scheduler;
        }

        @Override
        public void setup(NetworkListener listener, FilterChainBuilder chain) {
            chain.add(
                    chain.indexOfType(HttpServerFilter.class),
                    new HandshakeFilter(relay, container, sockets, scheduler));
            chain.add(chain.indexOfType(org.glassfish.grizzly.http.HttpServerFilter.class), new WebSocketReadFilter());
            if (listener.isSecure()) {
                chain.add(chain.indexOfType(SSLBaseFilter.class), new WebSocketReadFilter.Activity());
            }
        }
    }
}

package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerFilter;
import org.glassfish.tyrus.spi.ServerContainer;
import proxystore.relay.Relay;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.standalone.frames.CloseScheduler;
import proxystore.relay.standalone.frames.FrameTransport;
import proxystore.relay.standalone.frames.WebSocketReadFilter;
import proxystore.relay.standalone.frames.WebSocketTracker;
import proxystore.relay.web.Page;
import proxystore.relay.web.Pages;

/** Answers each request: lets Tyrus perform handshakes, with a {@link HandshakeContext}, and shows the {@link Pages}. */
final class HandshakeFilter extends GrizzlyServerFilter {
    private static final Logger LOGGER = System.getLogger(HandshakeFilter.class.getName());

    /**
     * The headers that Tyrus receives. It interprets others: some switch its tracing on, which logs stack traces, and some
     * negotiate extensions, of which the relay has none.
     */
    private static final Set<String> NEEDED = Set.of(
            "host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "authorization", "origin");

    private static final int INTERNAL_ERROR = 500;

    private final Relay relay;
    private final Pages pages;
    private final WebSocketTracker sockets;
    private final SilentConnections silent;
    private final CloseScheduler scheduler;
    private final LastAnswer answers;

    HandshakeFilter(
            Relay relay,
            Pages pages,
            ServerContainer container,
            WebSocketTracker sockets,
            SilentConnections silent,
            CloseScheduler scheduler,
            LastAnswer answers) {
        super(container, "/");
        this.relay = relay;
        this.pages = pages;
        this.sockets = sockets;
        this.silent = silent;
        this.scheduler = scheduler;
        this.answers = answers;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getStopAction(); // the parser makes nothing else
        }
        UnfinishedRequests.complete(context.getConnection());
        RequestHead head = PageAnswers.head(request);
        if (!HandshakeCheck.isHandshake(head)) {
            return PageAnswers.answer(context, head, pages, answers);
        }
        Optional<RefusedHandshake> refused = HandshakeCheck.refusal(relay, head);
        if (refused.isPresent()) {
            return answer(context, head, Pages.refusedHandshake(refused.get()));
        }
        return shakeHands(context, head, request, content);
    }

    private NextAction shakeHands(
            FilterChainContext context, RequestHead head, HttpRequestPacket request, HttpContent content)
            throws IOException {
        Connection<?> connection = context.getConnection();
        Buffer early = content.getContent(); // frames of a client that did not wait for the answer
        FrameTransport frames =
                new FrameTransport(connection, scheduler, relay.config().standalone());
        String remoteAddress = head.remoteAddress(relay.config().proxy());
        keepNeeded(request);
        try (HandshakeContext.Scope scope = new HandshakeContext(relay, remoteAddress, frames).enter()) {
            super.handleRead(context);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "Tyrus cannot read a handshake: " + e);
        }
        if (frames.isConnected()) {
            ConnectionStage.WEBSOCKET.set(connection);
            silent.remove(connection);
            sockets.add(connection);
            WebSocketReadFilter.upgrade(connection, frames);
            WebSocketReadFilter.read(frames, early);
        } else if (request.getResponse().isCommitted()) {
            ConnectionStage.ANSWERED.set(connection);
            connection.closeSilently(); // Tyrus's refusals have no length: the close marks their end
        } else {
            return answer(context, head, Pages.unreadable(INTERNAL_ERROR, "The handshake failed."));
        }
        return context.getStopAction();
    }

    private NextAction answer(FilterChainContext context, RequestHead head, Page page) {
        return PageAnswers.answer(context, head, page, answers);
    }

    /** Leaves what {@link #NEEDED} names, in the form that Tyrus recognises, and no query. */
    private static void keepNeeded(HttpRequestPacket request) {
        MimeHeaders headers = request.getHeaders();
        List<String> names = new ArrayList<>();
        headers.names().forEach(names::add);
        names.stream()
                .filter(name -> !NEEDED.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(headers::removeHeader);
        request.setUpgrade("websocket");
        request.setHeader("Connection", "Upgrade");
        request.setQueryString("");
    }
}

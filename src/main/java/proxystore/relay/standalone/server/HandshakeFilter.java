package proxystore.relay.standalone.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeStatus;
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
final class HandshakeFilter extends AnsweringFilter {
    private static final Logger LOGGER = System.getLogger(HandshakeFilter.class.getName());

    private static final int INTERNAL_ERROR = 500;

    private final Relay relay;
    private final TyrusContainer tyrus;
    private final WebSocketTracker sockets;
    private final SilentConnections silent;
    private final CloseScheduler scheduler;

    HandshakeFilter(
            Relay relay,
            Pages pages,
            TyrusContainer tyrus,
            WebSocketTracker sockets,
            SilentConnections silent,
            CloseScheduler scheduler,
            LastAnswer answers) {
        super(pages, answers);
        this.relay = relay;
        this.tyrus = tyrus;
        this.sockets = sockets;
        this.silent = silent;
        this.scheduler = scheduler;
    }

    @Override
    NextAction answer(FilterChainContext context, RequestHead head, HttpContent content) {
        if (!HandshakeCheck.isHandshake(head)) {
            return answerPage(context, head, content);
        }
        Optional<RefusedHandshake> refused = HandshakeCheck.refusal(relay, head);
        if (refused.isPresent()) {
            return answerPage(context, head, Pages.refusedHandshake(refused.get()));
        }
        return shakeHands(context, head, content.getContent());
    }

    /** @param early frames of a client that did not wait for the answer */
    private NextAction shakeHands(FilterChainContext context, RequestHead head, Buffer early) {
        Connection<?> connection = context.getConnection();
        FrameTransport frames =
                new FrameTransport(connection, scheduler, relay.config().standalone());
        if (!connect(context, head, frames)) {
            Page failed = Pages.unreadable(INTERNAL_ERROR, "The handshake failed.");
            return answerPage(context, head, failed);
        }
        if (frames.isConnected()) {
            ConnectionStage.WEBSOCKET.set(connection);
            silent.remove(connection);
            sockets.add(connection);
            WebSocketReadFilter.upgrade(connection, frames);
            WebSocketReadFilter.read(frames, early);
        } else {
            ConnectionStage.ANSWERED.set(connection);
            connection.closeSilently();
        }
        return context.getStopAction();
    }

    /** Whether Tyrus accepts the handshake; then the client has been answered. */
    private boolean connect(FilterChainContext context, RequestHead head, FrameTransport frames) {
        String remoteAddress = head.remoteAddress(relay.config().proxy());
        try (HandshakeContext.Scope scope = new HandshakeContext(relay, remoteAddress, frames).enter()) {
            HandshakeAnswer answer = new HandshakeAnswer();
            UpgradeInfo handshake = tyrus.upgrade(head, answer);
            if (handshake.getStatus() != UpgradeStatus.SUCCESS) {
                return false;
            }
            context.write(Buffers.wrap(context.getMemoryManager(), answer.bytes()));
            frames.connect(handshake);
            return true;
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "Tyrus cannot read a handshake: " + e);
            return false;
        }
    }
}

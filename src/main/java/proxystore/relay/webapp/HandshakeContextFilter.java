package proxystore.relay.webapp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.auth.User;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.web.Pages;

/** Refuses a handshake, or sets its {@link HandshakeContext} while the container performs it on the same thread. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class HandshakeContextFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestHead head = ServletRequests.head(request);
        if (!HandshakeCheck.isHandshake(head)) {
            chain.doFilter(request, response);
            return;
        }
        Relay relay = RelayContextListener.relay(request.getServletContext());
        Optional<RefusedHandshake> refused = HandshakeCheck.refusal(relay, head);
        if (refused.isPresent()) {
            PageServlet.send(request, response, Pages.refusedHandshake(refused.get()));
            return;
        }
        HandshakeContext handshake = new HandshakeContext(
                relay,
                head.remoteAddress(relay.config().proxy()),
                user(request),
                GrizzlyTransportDecorator.of(request));
        try (HandshakeContext.Scope scope = handshake.enter()) {
            chain.doFilter(new SeenRequest(request, head), response);
        }
    }

    /** The request with the headers that the container's WebSocket implementation is to see. */
    private static final class SeenRequest extends HttpServletRequestWrapper {
        private final RequestHead head;

        SeenRequest(HttpServletRequest request, RequestHead head) {
            super(request);
            this.head = head;
        }

        @Override
        public @Nullable String getHeader(String name) {
            List<String> values = HandshakeCheck.values(head, name);
            return values.isEmpty() ? null : values.get(0);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Collections.enumeration(HandshakeCheck.values(head, name));
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(HandshakeCheck.names(head, Collections.list(super.getHeaderNames())));
        }
    }

    /** The user that the container has authenticated (Jakarta Servlet 6.0, chapter 13); empty if it has not. */
    private static Optional<User> user(HttpServletRequest request) {
        return Optional.ofNullable(request.getUserPrincipal())
                .map(Principal::getName)
                .map(name -> new User(name, name));
    }
}

package proxystore.relay.endpoint;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import proxystore.relay.Relay;
import proxystore.relay.auth.User;

/** Puts the {@link Opening} in place while the container makes a handshake, on the same thread. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class OpeningFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            chain.doFilter(request, response);
            return;
        }
        Relay relay =
                (Relay) Objects.requireNonNull(request.getServletContext().getAttribute(RelayContextListener.RELAY));
        Opening opening = new Opening(relay, remoteAddress(request, relay), user(request), Wire.STANDARD);
        try (Opening.Scope scope = opening.enter()) {
            chain.doFilter(request, response);
        }
    }

    private static String remoteAddress(HttpServletRequest request, Relay relay) {
        return ForwardedAddress.of(
                request.getRemoteAddr(),
                request.getRemotePort(),
                name -> Collections.list(request.getHeaders(name)),
                relay.config().proxy());
    }

    /** Whom the container has authenticated, by its own means and constraints (Jakarta Servlet 6.0, chapter 13). */
    private static Optional<User> user(HttpServletRequest request) {
        return Optional.ofNullable(request.getUserPrincipal())
                .map(Principal::getName)
                .map(name -> new User(name, name));
    }
}

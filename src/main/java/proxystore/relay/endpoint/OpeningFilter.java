package proxystore.relay.endpoint;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import proxystore.relay.Relay;

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
        Opening opening = new Opening(relay, Opening.address(request.getRemoteAddr(), request.getRemotePort()), null);
        try (Opening.Scope scope = opening.enter()) {
            chain.doFilter(request, response);
        }
    }
}

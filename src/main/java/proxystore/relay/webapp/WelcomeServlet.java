package proxystore.relay.webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import proxystore.relay.Relay;
import proxystore.relay.web.WelcomePage;

/**
 * Answers plain HTTP at the application's root. A WebSocket handshake arrives here only while the container starts or
 * stops the application; it gets 503, which a reverse proxy can keep from the endpoint.
 */
@WebServlet("")
public final class WelcomeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        Relay relay = RelayContextListener.relay(getServletContext());
        response.setContentType(WelcomePage.CONTENT_TYPE);
        if (relay.refusal().isPresent()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.getWriter().println(relay.refusal().get().reason());
        } else {
            response.getWriter()
                    .write(WelcomePage.text(
                            request.isSecure(),
                            request.getRemoteAddr(),
                            request.getContextPath(),
                            name -> Collections.list(request.getHeaders(name)),
                            relay.config().proxy(),
                            relay.config().auth().method()));
        }
    }
}

package proxystore.relay.webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import proxystore.relay.web.Page;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

/**
 * Passes {@link Pages} on at the application's root. A WebSocket handshake arrives here only while the container starts or
 * stops the application; the servlet answers it with 503, which a reverse proxy can keep from the endpoint.
 */
@WebServlet("")
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        PageRequest pageRequest = new PageRequest(
                path(request),
                request.getContextPath(),
                request.isSecure(),
                request.getRemoteAddr(),
                name -> Collections.list(request.getHeaders(name)));
        send(response, new Pages(RelayContextListener.relay(getServletContext())).answer(pageRequest));
    }

    /** The path within the application. Containers split it in different ways. */
    private static String path(HttpServletRequest request) {
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return path.isEmpty() ? "/" : path;
    }

    /** Answers with a page. */
    static void send(HttpServletResponse response, Page page) throws IOException {
        response.setStatus(page.status());
        response.setContentType(page.type());
        response.getWriter().write(page.body());
    }
}

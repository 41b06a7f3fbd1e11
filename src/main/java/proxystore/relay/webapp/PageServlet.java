package proxystore.relay.webapp;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import proxystore.relay.config.AdminAccess;
import proxystore.relay.web.Page;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

/**
 * Passes {@link Pages} on, made on the container's thread. A WebSocket handshake arrives here only while the container starts
 * or stops the application; the servlet answers it with 503, which a reverse proxy can keep from the endpoint.
 */
@WebServlet({
    "",
    "/livez",
    "/readyz",
    "/info",
    "/metrics",
    "/status",
    "/status.json",
    "/status.css",
    "/status.js",
    "/status/disconnect",
    "/check",
    "/check.js",
    "/relay.css"
})
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Answers every method itself: the servlet API would answer OPTIONS and TRACE with 200. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        Pages pages = RelayContextListener.pages(getServletContext());
        PageRequest asked = ServletRequests.page(request, pages);
        Page page = answer(pages, asked);
        if (needsUser(page, request)) {
            if (!request.authenticate(response)) {
                return; // the container has asked for a user
            }
            page = answer(pages, asked);
        }
        send(request, response, page);
    }

    private boolean needsUser(Page page, HttpServletRequest request) {
        boolean refused = page.status() == HttpServletResponse.SC_FORBIDDEN
                || page.status() == HttpServletResponse.SC_UNAUTHORIZED;
        return refused
                && request.getUserPrincipal() == null
                && RelayContextListener.relay(getServletContext())
                        .config()
                        .admin()
                        .access()
                        .contains(AdminAccess.ROLE);
    }

    private static Page answer(Pages pages, PageRequest asked) {
        return pages.answer(asked).toCompletableFuture().join();
    }

    /** Answers with a page. */
    static void send(HttpServletRequest request, HttpServletResponse response, Page page) throws IOException {
        byte[] body = page.bytes();
        response.setStatus(page.status());
        page.headers().forEach(response::setHeader);
        response.setContentType(page.type());
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}

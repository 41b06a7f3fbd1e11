package proxystore.relay.webapp;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import proxystore.relay.Relay;
import proxystore.relay.web.Page;
import proxystore.relay.web.Pages;

/**
 * Passes {@link Pages} on at the application's root. A WebSocket handshake arrives here only while the container starts or
 * stops the application; the servlet answers it with 503, which a reverse proxy can keep from the endpoint.
 */
@WebServlet("")
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Answers methods other than GET and HEAD itself: the servlet API would answer OPTIONS and TRACE with 200. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String method = request.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            super.service(request, response);
        } else {
            answer(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        answer(request, response);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Relay relay = RelayContextListener.relay(getServletContext());
        send(response, new Pages(relay).answer(ServletRequests.head(request)));
    }

    /** Answers with a page. */
    static void send(HttpServletResponse response, Page page) throws IOException {
        response.setStatus(page.status());
        response.setContentType(page.type());
        page.headers().forEach(response::setHeader);
        response.getWriter().write(page.body());
    }
}

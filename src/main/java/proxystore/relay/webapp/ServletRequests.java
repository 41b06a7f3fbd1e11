package proxystore.relay.webapp;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

/** Servlet requests as the relay reads them. */
final class ServletRequests {
    private ServletRequests() {}

    /**
     * A request for a page, with its body if the pages take it.
     *
     * @throws IOException if the body cannot be read
     */
    static PageRequest page(HttpServletRequest request, Pages pages) throws IOException {
        RequestHead head = head(request);
        String body = pages.takesBody(head)
                ? new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8) // of a limited length
                : "";
        String query = Objects.requireNonNullElse(request.getQueryString(), "");
        return new PageRequest(head, query, body, () -> request.isUserInRole(PageRequest.ADMIN_ROLE));
    }

    /** The head of this request. */
    static RequestHead head(HttpServletRequest request) {
        return new RequestHead(
                new RequestLine(request.getMethod(), request.getContextPath(), path(request), request.getProtocol()),
                request.isSecure(),
                request.getRemoteAddr(),
                request.getRemotePort(),
                name -> Collections.list(request.getHeaders(name)));
    }

    /** The path within the application. Containers split it in different ways. */
    private static String path(HttpServletRequest request) {
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return path.isEmpty() ? "/" : path;
    }
}

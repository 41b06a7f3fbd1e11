package proxystore.relay.webapp;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Objects;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.endpoint.RequestHead.RequestLine;

/** The head of a servlet request. */
final class ServletRequests {
    private ServletRequests() {}

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

package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import proxystore.relay.web.Page;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

/**
 * Passes {@link Pages} on at the relay's port, and answers refused handshakes. Called by selector threads. Each answer ends
 * its connection.
 */
final class PageHandler extends HttpHandler {
    private final Pages pages;

    PageHandler(Pages pages) {
        this.pages = pages;
    }

    @Override
    public void service(Request request, Response response) throws IOException {
        Page page = request.getAttribute(HandshakeFilter.REFUSAL) instanceof String refusal
                ? Pages.refusedHandshake(refusal)
                : pages.answer(new PageRequest(
                        request.getRequestURI(),
                        "",
                        request.isSecure(),
                        request.getRemoteAddr(),
                        name -> HandshakeFilter.values(request.getRequest(), name)));
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(page.status());
        response.setContentType(page.type());
        response.setContentLength(body.length);
        response.setHeader("Connection", "close");
        response.getOutputStream().write(body);
    }
}

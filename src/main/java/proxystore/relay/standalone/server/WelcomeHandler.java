package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.web.WelcomePage;

/** Answers plain HTTP on the relay's port, and handshakes that are refused. */
final class WelcomeHandler extends HttpHandler {
    private final RelayConfig config;

    WelcomeHandler(RelayConfig config) {
        this.config = config;
    }

    @Override
    public void service(Request request, Response response) throws IOException {
        if (request.getAttribute(HandshakeFilter.REFUSAL) instanceof String refusal) {
            answer(response, 403, refusal);
        } else if (request.getRequestURI().equals("/")) {
            answer(
                    response,
                    200,
                    WelcomePage.text(
                            request.isSecure(),
                            request.getRemoteAddr(),
                            "",
                            name -> HandshakeFilter.values(request.getRequest(), name),
                            config.proxy(),
                            config.auth().method()));
        } else {
            answer(response, 404, "Nothing here. The relay is at /\n");
        }
    }

    private static void answer(Response response, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(WelcomePage.CONTENT_TYPE);
        response.setContentLength(body.length);
        response.setHeader("Connection", "close");
        response.getOutputStream().write(body);
    }
}

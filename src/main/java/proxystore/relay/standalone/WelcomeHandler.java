package proxystore.relay.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import proxystore.relay.endpoint.Welcome;

/** Answers plain HTTP on the relay's port. */
final class WelcomeHandler extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws IOException {
        boolean root = request.getRequestURI().equals("/");
        byte[] body = (root ? Welcome.TEXT : "Nothing here. The relay is at /\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(root ? 200 : 404);
        response.setContentType(Welcome.CONTENT_TYPE);
        response.setContentLength(body.length);
        response.setHeader("Connection", "close");
        response.getOutputStream().write(body);
    }
}

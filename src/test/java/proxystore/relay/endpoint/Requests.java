package proxystore.relay.endpoint;

import java.util.List;
import java.util.Map;
import proxystore.relay.endpoint.RequestHead.RequestLine;

/** Heads of requests. */
public final class Requests {
    private Requests() {}

    /** A GET request over HTTP/1.1 without TLS, from port 1 of 127.0.0.1. */
    public static RequestHead get(String contextPath, String path, Map<String, List<String>> headers) {
        return of(new RequestLine("GET", contextPath, path, "HTTP/1.1"), headers);
    }

    /** A request without TLS, from port 1 of 127.0.0.1. */
    public static RequestHead of(RequestLine line, Map<String, List<String>> headers) {
        return new RequestHead(line, false, "127.0.0.1", 1, name -> headers.getOrDefault(name, List.of()));
    }
}

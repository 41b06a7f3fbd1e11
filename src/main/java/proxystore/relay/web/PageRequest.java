package proxystore.relay.web;

import java.util.List;
import java.util.function.Function;

/**
 * What a page needs to know of a request.
 *
 * @param path the path within the application, from its first slash on, without the query
 * @param contextPath the path of the application, without a slash at its end; empty at the root
 * @param secure whether the request came over TLS
 * @param remoteHost the IP address that the request came from, which may be a proxy's
 * @param headers the values of the header of a name, in the order of their arrival; empty if there is none
 */
public record PageRequest(
        String path, String contextPath, boolean secure, String remoteHost, Function<String, List<String>> headers) {}

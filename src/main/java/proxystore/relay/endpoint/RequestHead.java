package proxystore.relay.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import proxystore.relay.config.ProxyConfig;

/**
 * The head of an HTTP request (RFC 9112, sections 3 and 5), the same in every server.
 *
 * @param line the request line
 * @param secure whether the request came over TLS
 * @param remoteHost the IP address that the request came from, which may be a proxy's
 * @param remotePort the port that the request came from
 * @param headers the values of the header of a name, in the order of their arrival; empty if there is none
 */
public record RequestHead(
        RequestLine line, boolean secure, String remoteHost, int remotePort, Function<String, List<String>> headers) {
    /**
     * The first line of a request, its target split as the servlet API does.
     *
     * @param method the method, in the case of the request
     * @param contextPath the path of the application, without a slash at its end; empty at the root
     * @param path the path within the application, from its first slash on, without the query
     * @param protocol the version, as in {@code HTTP/1.1}
     */
    public record RequestLine(String method, String contextPath, String path, String protocol) {}

    /** The client's address for logs, behind trusted proxies too. */
    public String remoteAddress(ProxyConfig proxies) {
        return ForwardedAddress.of(remoteHost, remotePort, headers, proxies);
    }

    /** The values of a header by name, without white space around them; empty if there is none. */
    public List<String> values(String header) {
        List<String> values = new ArrayList<>(1);
        for (String value : headers.apply(header)) {
            values.add(trimmed(value));
        }
        return values;
    }

    /** The value of a header that the request has once, without white space around it; empty if it has none or several. */
    public Optional<String> only(String header) {
        List<String> values = values(header);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** The text without the white space that may stand around it: blanks and tabs (RFC 9110, section 5.6.3). */
    static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    /** The elements of a header that is a list without quoted strings, in the order of their arrival (RFC 9110, section 5.6.1). */
    public List<String> elements(String header) {
        return headers.apply(header).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(RequestHead::trimmed)
                .toList();
    }

    /** Whether a header that is a list has this element, in any case. */
    boolean lists(String header, String element) {
        return elements(header).stream()
                .anyMatch(listed -> listed.toLowerCase(Locale.ROOT).equals(element));
    }
}

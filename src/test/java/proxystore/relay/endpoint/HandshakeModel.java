package proxystore.relay.endpoint;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A second reading of RFC 6455, section 4.2.1: what a request must have to become a WebSocket. */
public final class HandshakeModel {
    private HandshakeModel() {}

    /** The values of headers by name, in any case. */
    public static Map<String, List<String>> headers(List<String> lines) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** Whether the headers of a GET request of HTTP/1.1 are a handshake. */
    public static boolean isHandshake(Map<String, List<String>> headers) {
        List<String> keys = headers.getOrDefault("Sec-WebSocket-Key", List.of());
        return headers.getOrDefault("Host", List.of()).size() == 1
                && elements(headers, "Upgrade").contains("websocket")
                && elements(headers, "Connection").contains("upgrade")
                && headers.getOrDefault("Sec-WebSocket-Version", List.of()).equals(List.of("13"))
                && keys.size() == 1
                && isKey(keys.get(0));
    }

    private static List<String> elements(Map<String, List<String>> headers, String name) {
        return List.of(String.join(",", headers.getOrDefault(name, List.of()))
                .toLowerCase(Locale.ROOT)
                .split("\\s*,\\s*"));
    }

    private static boolean isKey(String key) {
        return key.matches("[A-Za-z0-9+/]{22}==") && Base64.getMimeDecoder().decode(key).length == 16;
    }
}

package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.config.ProxyConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.fuzz.Claims;

/**
 * Fuzz target: the headers {@code Forwarded} (lines that begin with {@code F}) and {@code X-Forwarded-For} (all others).
 *
 * <ul>
 *   <li>Nothing is thrown. The result is an address or an identifier with or without a port, safe for a line of the log.
 *   <li>Of a peer that is not trusted, no header changes the result.
 *   <li>The result is the peer's address, or stands in a header.
 *   <li>What a client writes to the left of entries with whole quoted strings changes nothing, if one of them names a host
 *       that is not trusted.
 *   <li>A header that trusted proxies build from nodes is read as these nodes.
 *   <li>Memory is in proportion to the headers.
 * </ul>
 */
public final class ForwardedFuzz {
    private static final String PEER = "10.0.0.1";
    private static final int PORT = 4711;
    private static final int BYTES_PER_BYTE = 400;
    private static final int MAX_NODE_LENGTH = 80;

    private static final ProxyConfig NONE = RelayConfig.defaults().proxy();
    private static final ProxyConfig TRUSTED =
            RelayConfig.of(Map.of("proxy.trusted", "10.0.0.0/8,fd00::/8")).proxy();

    private ForwardedFuzz() {}

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> forwarded = new ArrayList<>();
        List<String> forwardedFor = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("F")) {
                forwarded.add(line.substring(1));
            } else if (!line.isEmpty()) {
                forwardedFor.add(line);
            }
        }
        assertThat(client(forwarded, forwardedFor, NONE)).isEqualTo(PEER + ":" + PORT);
        String found =
                Claims.boundedMemory(input.length, BYTES_PER_BYTE, () -> client(forwarded, forwardedFor, TRUSTED));
        Claims.oneLine(found, MAX_NODE_LENGTH);
        assertThat(found).doesNotContain(" ");
        standsInAHeader(found, text);
        ignoresWhatAClientAdds(forwarded, List.of(), text);
        ignoresWhatAClientAdds(List.of(), forwardedFor, text);
        readsNodes(text);
    }

    private static String client(List<String> forwarded, List<String> forwardedFor, ProxyConfig proxies) {
        Map<String, List<String>> headers = Map.of("Forwarded", forwarded, "X-Forwarded-For", forwardedFor);
        return ForwardedAddress.of(PEER, PORT, name -> headers.getOrDefault(name, List.of()), proxies);
    }

    private static void standsInAHeader(String found, String text) {
        if (!found.equals(PEER + ":" + PORT)) {
            String host = ForwardedNode.parse(found).orElseThrow().name();
            assertThat(text.replace("\\", "")).contains(host);
        }
    }

    /** If the result is a host that is not trusted, the search has ended at its entry. */
    private static void ignoresWhatAClientAdds(List<String> forwarded, List<String> forwardedFor, String junk) {
        String found = client(forwarded, forwardedFor, TRUSTED);
        Optional<ForwardedNode> node = ForwardedNode.parse(found);
        assertThat(node).isPresent();
        boolean untrusted =
                node.get().address().map(address -> !TRUSTED.trusts(address)).orElse(true);
        boolean wellFormed = forwarded.stream()
                .noneMatch(line -> line.contains("\\")
                        || line.chars().filter(c -> c == '"').count() % 2 != 0);
        if (untrusted && wellFormed) {
            String line = junk.replace("\n", "");
            assertThat(client(addedTo(forwarded, line), addedTo(forwardedFor, line), TRUSTED))
                    .isEqualTo(found);
        }
    }

    private static List<String> addedTo(List<String> lines, String junk) {
        if (lines.isEmpty()) {
            return lines;
        }
        List<String> added = new ArrayList<>(lines);
        added.set(0, junk + "," + added.get(0));
        added.add(0, junk);
        return added;
    }

    /** Takes the input as addresses of four bytes; the last byte of each says how the node is written. */
    private static void readsNodes(String text) {
        List<String> forwarded = new ArrayList<>();
        List<String> forwardedFor = new ArrayList<>();
        String expected = PEER + ":" + PORT;
        boolean open = true;
        for (int i = 0; i + 4 <= text.length() && i < 64; i += 4) {
            int last = text.charAt(i + 3);
            boolean trusted = (last & 1) == 0;
            boolean six = (last & 2) != 0;
            int port = (last & 4) == 0 ? 0 : 1 + text.charAt(i + 2);
            String host = six
                    ? (trusted ? "fd00" : "2001:db8") + "::" + Integer.toHexString(text.charAt(i))
                    : (trusted ? "10." : "192.") + (int) text.charAt(i) + "." + (int) text.charAt(i + 1) + "." + last;
            String node = six ? "[" + host + "]" : host;
            String withPort = port == 0 ? node : node + ":" + port;
            forwarded.add(0, "for=\"" + withPort + "\";proto=https");
            forwardedFor.add(0, withPort);
            if (open) {
                expected = port == 0 ? host : withPort;
            }
            open &= trusted;
        }
        List<String> one = forwarded.isEmpty() ? List.of() : List.of(String.join(", ", forwarded));
        assertThat(client(one, List.of(), TRUSTED)).isEqualTo(expected);
        assertThat(client(List.of(), forwardedFor, TRUSTED)).isEqualTo(expected);
        assertThat(client(one, List.of(String.join(",", forwardedFor)), TRUSTED))
                .isEqualTo(expected);
    }
}

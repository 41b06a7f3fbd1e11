package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Requests that are many, or expensive to read. */
final class HostileRequests {
    private static final String GET = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n";
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: relay\r\nContent-Length: 2000000\r\n\r\n";
    private static final int MEGABYTE = 1_000_000;
    private static final int ODD_HEADER_BYTES = 60_000;
    private static final int FEW = 3;
    /** Or 503: a limited number of pages is made at a time. */
    private static final String PAGE = "HTTP/1.1 (200|503) ";

    private static final String BAD = "HTTP/1.1 400 ";
    private static final String NOT_FOUND = "HTTP/1.1 404 ";
    private static final String NOT_ALLOWED = "HTTP/1.1 405 ";
    private static final String TOO_LARGE = "HTTP/1.1 431 ";

    private HostileRequests() {}

    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of(
                        "floods of requests",
                        Attack.inTurn(
                                flood("pages", 150, GET, PAGE),
                                flood("paths where nothing is", 50, GET.replace(" / ", " /a/../b?c "), NOT_FOUND),
                                flood("no requests", 50, "\u0000\u0001\u0002", BAD),
                                flood("pipelined pages", FEW, GET.repeat(5_000), PAGE))),
                Named.of(
                        "long requests",
                        Attack.inTurn(
                                flood(
                                        "a path of a megabyte",
                                        FEW,
                                        GET.replace(" / ", " /" + many("a") + " "),
                                        TOO_LARGE),
                                flood("a header of a megabyte", FEW, with("a: " + many("b") + "\r\n"), TOO_LARGE),
                                flood("a header's name of a megabyte", FEW, with(many("a") + ": b\r\n"), TOO_LARGE),
                                flood("many headers", FEW, with(many("a: b\r\n")), TOO_LARGE),
                                flood("a header of many lines", FEW, with("a: b\r\n" + many(" c\r\n")), BAD),
                                flood("many empty lines", FEW, many("\r\n"), BAD),
                                flood("a body of two megabytes", FEW, PUT + "x".repeat(2 * MEGABYTE), NOT_ALLOWED))),
                Named.of(
                        "pages that are not read",
                        Attack.inTurn(
                                Named.of("by clients that close their half", HostileRequests::halfClosed),
                                Named.of("by clients that send on", HostileRequests::unread))),
                Named.of(
                        "handshakes with long headers",
                        Attack.inTurn(
                                handshakes("Sec-WebSocket-Protocol", "p, "),
                                handshakes("Sec-WebSocket-Extensions", "permessage-deflate; a=b, "))));
    }

    private static String many(String repeated) {
        return repeated.repeat(MEGABYTE / repeated.length());
    }

    private static String with(String headers) {
        return GET.replace("\r\n\r\n", "\r\n" + headers + "\r\n");
    }

    private static Named<Attack> flood(String title, int clients, String request, String answer) {
        return Named.of(title, offenders -> {
            List<RawConnection> opened = offenders.connect(
                    clients, client -> client.secured().reading().write(request));
            assertThat(opened)
                    .allSatisfy(client -> assertThat(client.awaitEnd()).matches("(?s)" + answer + ".*"));
        });
    }

    private static void halfClosed(Offenders offenders) throws IOException {
        List<RawConnection> clients = offenders.connect(20, client -> {
            client.secured().reading().write(GET);
            client.hangUp();
        });
        assertThat(clients).allSatisfy(client -> assertThat(client.awaitEnd()).matches("(?s)" + PAGE + ".*"));
    }

    private static void unread(Offenders offenders) throws IOException {
        List<RawConnection> clients =
                offenders.connect(50, client -> client.secured().write(GET.repeat(100)));
        Offenders.trickle(clients, client -> !client.write(GET), client -> {});
    }

    /** The relay declines what it does not have, and closes the WebSockets because they do not register. */
    private static Named<Attack> handshakes(String header, String value) {
        return Named.of(header, offenders -> {
            for (int i = 0; i < FEW; i++) {
                TestPeer peer = offenders.open(
                        offenders.handshake().header(header, value.repeat(ODD_HEADER_BYTES / value.length())));
                assertThat(peer.handshake().headers()).doesNotContainKey(header.toLowerCase(Locale.ROOT));
            }
        });
    }
}

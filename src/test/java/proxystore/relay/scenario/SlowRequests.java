package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Clients that connect and do not finish their request: the relay cuts them, or answers 408. */
final class SlowRequests {
    private static final int CLIENTS = 10;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: relay\r\n";
    private static final String UPGRADE = HEAD + "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: relay\r\n";
    /** Without an answer if heartbeat.pong_timeout is over first, and with 408 if that is admission.registration_timeout. */
    private static final String CUT = "(HTTP/1.1 408 .*)?";

    private static final String NO_BODY = "HTTP/1.1 405 .*";

    private static final List<SlowRequest> REQUESTS = List.of(
            new SlowRequest("nothing", "", "", CUT),
            new SlowRequest("one letter", "G", "", CUT),
            new SlowRequest("a head without its end", HEAD, "", CUT),
            new SlowRequest("a handshake without its end", UPGRADE, "", CUT),
            new SlowRequest("a trickling method", "GET", "T", CUT),
            new SlowRequest("a trickling header", HEAD + "a: ", "b", CUT),
            new SlowRequest("a trickling body", POST + "Content-Length: 100000000\r\n\r\n", "x", NO_BODY),
            new SlowRequest("trickling chunks", POST + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", NO_BODY));

    /** Together as much as the relay's heap; each is as long as a head may be. */
    private static final int LONG_HEADS = 1_000;
    /** Handshakes of TLS take most of the time, and parts of its records as much memory. */
    private static final int LONG_HEADS_OVER_TLS = 150;

    private static final int LONG_HEAD_BYTES = 64_000;

    private SlowRequests() {}

    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of("slow requests", SlowRequests::slow),
                Named.of("long heads without their ends", SlowRequests::longHeads));
    }

    /**
     * A client that sends slowly.
     *
     * @param trickling what it repeats until the relay ends it
     * @param answer its pattern
     */
    private record SlowRequest(String title, String sent, String trickling, String answer) {}

    /** A request and the client that has sent its start. */
    private record SentRequest(SlowRequest request, RawConnection client) {
        void assertEnded() {
            assertThat(client.awaitEnd()).as(request.title).matches("(?s)" + request.answer);
        }
    }

    private static void slow(Offenders offenders) throws IOException {
        List<SentRequest> attempts = new ArrayList<>();
        for (SlowRequest request : REQUESTS) {
            offenders
                    .connect(CLIENTS, client -> client.secured().reading().write(request.sent))
                    .forEach(client -> attempts.add(new SentRequest(request, client)));
        }
        Offenders.trickle(
                attempts,
                attempt -> attempt.client.isEnded(),
                attempt -> attempt.client.write(attempt.request.trickling));
        attempts.forEach(SentRequest::assertEnded);
    }

    /** Most are cut at once, because the relay's memory for them is full, and the others when their time is over. */
    private static void longHeads(Offenders offenders) throws IOException {
        String head = HEAD + "a: " + "b".repeat(LONG_HEAD_BYTES);
        int count = offenders.useTls() ? LONG_HEADS_OVER_TLS : LONG_HEADS;
        List<RawConnection> clients =
                offenders.arrive(count, client -> client.secured().write(head));
        Offenders.trickle(clients, client -> !client.write("b"), client -> {});
    }
}

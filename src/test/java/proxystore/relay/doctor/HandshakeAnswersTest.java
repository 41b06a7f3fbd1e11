package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.doctor.Examination.problemAt;

import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are no relay, or that stand before one, and what they answer to a handshake. */
class HandshakeAnswersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            401 Unauthorized                    | login            | UNAUTHORIZED
            403 Forbidden                       | go away          | FORBIDDEN
            404 Not Found                       | no such page     | NOT_FOUND
            407 Proxy Authentication Required   | -                | PROXY_CREDENTIALS
            400 Bad Request                     | malformed        | BAD_REQUEST
            400 Bad Request                     | The header Upgrade: websocket is missing | UPGRADE_REMOVED
            431 Request Header Fields Too Large | -                | HEAD_TOO_LONG
            426 Upgrade Required                | -                | UPGRADE_REQUIRED
            429 Too Many Requests               | -                | TOO_MANY_REQUESTS
            500 Internal Server Error           | oops             | SERVER_ERROR
            502 Bad Gateway                     | -                | BAD_GATEWAY
            504 Gateway Timeout                 | -                | BAD_GATEWAY
            503 Service Unavailable             | -                | UNAVAILABLE
            511 Network Authentication Required | -                | CAPTIVE_PORTAL
            200 OK                              | It works!        | OTHER_PRODUCT
            200 OK                              | <meta http-equiv="refresh" content="0; url=http://login/"> | CAPTIVE_PORTAL
            """)
    void eachAnswerIsExplained(String status, String body, Problem problem) throws Exception {
        String answer = ScriptedServer.answer(status + "\r\nServer: thing/1.0", body == null ? "" : body);
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            StepResult failure = problemAt(server.url());

            assertThat(failure.name()).isEqualTo("upgrade");
            assertThat(failure.statusName()).isEqualTo("failed");
            assertThat(failure.problem()).contains(problem);
            assertThat(failure.finding()).startsWith("HTTP " + status.substring(0, 3) + " (thing/1.0)");
        }
    }

    /** A redirect to another host is a captive portal's, one to the same host shows a wrong address. */
    @ParameterizedTest
    @CsvSource({
        "302 Found, http://login.example/?to=relay, CAPTIVE_PORTAL",
        "301 Moved Permanently, /relay/, REDIRECT",
    })
    void aRedirectIsExplainedByItsHost(String status, String location, Problem problem) throws Exception {
        String answer = ScriptedServer.answer(status + "\r\nLocation: " + location, "");
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            StepResult failure = problemAt(server.url());

            assertThat(failure.problem()).contains(problem);
            assertThat(failure.finding()).isEqualTo("HTTP " + status.substring(0, 3) + " to " + location);
        }
    }

    @Test
    void anotherProtocolIsExplained() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(socket -> ScriptedServer.write(socket, "SSH-2.0-OpenSSH_9.2p1 Debian\r\n"))) {
            StepResult failure = problemAt(server.url());

            assertThat(failure.problem()).contains(Problem.OTHER_PRODUCT);
            assertThat(failure.finding()).contains("SSH-2.0-OpenSSH_9.2p1 Debian");
        }
    }

    @Test
    void anAnswerToAnotherHandshakeIsExplained() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                ScriptedServer.answer("101 Switching Protocols\r\nSec-WebSocket-Accept: AAAA", ""))) {
            assertThat(problemAt(server.url()).problem()).contains(Problem.OTHER_PRODUCT);
        }
    }

    @Test
    void anEndOfTheConnectionIsExplained() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer::head)) {
            StepResult failure = problemAt(server.url());

            assertThat(failure.problem()).contains(Problem.HANDSHAKE_CUT);
            assertThat(failure.finding()).isEqualTo("the connection ended");
        }
    }

    @Test
    void silenceIsExplained() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
            StepResult failure =
                    Examination.of(server.url()).limit(Duration.ofMillis(150)).problem();

            assertThat(failure.problem()).contains(Problem.HANDSHAKE_TIMEOUT);
            assertThat(failure.finding()).isEqualTo("no answer within 0.3 s");
        }
    }

    /** As the proxies of the documentation do, so that an endpoint retries. */
    @Test
    void aFailureThatIsHeldBackIsShownAndIsATimeOut() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        try (ScriptedServer server = ScriptedServer.start(socket -> {
            if (ScriptedServer.head(socket).isEmpty()) {
                return;
            }
            LockSupport.parkNanos(limit.multipliedBy(5).dividedBy(4).toNanos());
            ScriptedServer.write(socket, ScriptedServer.answer("502 Bad Gateway", ""));
        })) {
            StepResult failure = Examination.of(server.url()).limit(limit).problem();

            assertThat(failure.problem()).contains(Problem.HANDSHAKE_TIMEOUT);
            assertThat(failure.finding()).startsWith("HTTP 502, but only after 1.");
        }
    }

    /** An answer is shown in one line, however it is written. */
    @Test
    void markupAndControlCharactersAreNotPrinted() throws Exception {
        String body = "<html><style>p { color: red }</style>\n<p>Hello\u001b[31m\n\n<b>you</b></html>";
        try (ScriptedServer server =
                ScriptedServer.answering(ScriptedServer.answer("200 OK\r\nContent-Type: text/html", body))) {
            assertThat(problemAt(server.url()).finding()).isEqualTo("HTTP 200: Hello\\u001b[31m you");
        }
    }

    @Test
    void anEndlessHeadIsCut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(socket -> {
            if (ScriptedServer.head(socket).isEmpty()) {
                return;
            }
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100; i++) {
                ScriptedServer.write(socket, "X-Filler: " + "x".repeat(1_000) + "\r\n");
            }
        })) {
            assertThat(problemAt(server.url()).problem()).contains(Problem.OTHER_PRODUCT);
        }
    }
}

package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.doctor.Examination.problemAt;
import static proxystore.relay.doctor.Examination.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.server.RawClient;

/** The doctor at relays of this kind. */
class DoctorTest {
    @TempDir
    private Path directory;

    @Test
    void aRelayThatIsWellPassesEveryStep() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            Checkup checkup =
                    Examination.of(relay.url()).idle(Duration.ofMillis(100)).run();

            assertThat(checkup.steps())
                    .extracting(StepResult::name)
                    .containsExactly(
                            "dns",
                            "tcp",
                            "proxy",
                            "tls",
                            "upgrade",
                            "pages",
                            "intermediary",
                            "register-1.0",
                            "register-0.5",
                            "round-trip",
                            "message-size",
                            "idle");
            assertThat(checkup.steps())
                    .extracting(StepResult::statusName)
                    .containsOnly("ok", "skipped")
                    .filteredOn("skipped"::equals)
                    .hasSize(2);
            assertThat(checkup.exitCode(true)).isZero();
            assertThat(checkup.summary()).isEqualTo("Endpoints can use " + relay.url() + ".");
            assertThat(step(checkup, "pages").finding())
                    .startsWith("live; ready; relay ")
                    .contains("generations 0.5 and 1.0, authentication none, messages up to 1048576 bytes");
            assertThat(step(checkup, "intermediary").finding()).isEqualTo("no trace of one; no compression");
            assertThat(step(checkup, "round-trip").figures()).containsKeys("rounds", "p50_ms", "p90_ms", "max_ms");
            assertThat(relay.log()).doesNotContain("ERROR").doesNotContain("ended before");
        }
    }

    @Test
    void theAnnouncedMessageLimitIsComparedWithTheRealOne() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of("max_message_bytes", "65536"))) {
            StepResult size = step(Examination.of(relay.url()).run(), "message-size");

            assertThat(size.finding())
                    .isEqualTo("65536 bytes pass, as announced; one more is refused: closed with 4003 Message length"
                            + " exceeds limit.");
            assertThat(size.figures()).containsEntry("announced_bytes", 65536L).containsEntry("passed_bytes", 65536);
        }
    }

    @Test
    void aGenerationThatTheRelayDoesNotAnnounceIsNotTried() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of("protocol", "1.0"))) {
            Checkup checkup = Examination.of(relay.url()).run();

            assertThat(step(checkup, "register-0.5").statusName()).isEqualTo("skipped");
            assertThat(step(checkup, "round-trip").finding()).contains("from generation 1.0 to 1.0");
            assertThat(checkup.exitCode(true)).isZero();
        }
    }

    @Test
    void aGenerationThatIsRefusedWithoutAnnouncementIsAWarning() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of("protocol", "1.0", "pages", "health"))) {
            Checkup checkup = Examination.of(relay.url()).run();

            assertThat(step(checkup, "register-0.5").problem()).contains(Problem.CLOSED_4000);
            assertThat(checkup.exitCode(false)).isZero();
            assertThat(checkup.exitCode(true)).isEqualTo(1);
            assertThat(checkup.summary()).endsWith("; 1 warning.");
        }
    }

    @Test
    void aTokenIsAskedForCheckedAndAccepted() throws Exception {
        Path file = directory.resolve("tokens");
        String token = TokenFileEditor.add(file, "alice", "");
        // An unknown token is not refused for good while the file may be in the course of a change.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        try (InProcessRelay relay =
                InProcessRelay.start(Map.of("auth.method", "tokens", "auth.kwargs.tokens_file", file.toString()))) {
            StepResult missing = problemAt(relay.url());
            assertThat(missing.name()).isEqualTo("register-1.0");
            assertThat(missing.problem()).contains(Problem.CLOSED_4001);
            assertThat(missing.finding()).startsWith("closed with 4001 UnauthorizedError: ");

            StepResult wrong = Examination.of(relay.url()).token(token + "x").problem();
            assertThat(wrong.problem()).contains(Problem.CLOSED_4002);

            assertThat(Examination.of(relay.url()).token(token).run().exitCode(true))
                    .isZero();
        }
    }

    @Test
    void aLimitOfConnectionsIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of("admission.max_connections", "1"));
                RawClient other = RawClient.open(relay.port())) {
            StepResult refused = problemAt(relay.url());

            assertThat(refused.problem()).contains(Problem.CLOSED_1013);
            assertThat(refused.finding())
                    .isEqualTo("closed with 1013 The relay has too many connections. Try again later.");
        }
    }

    @Test
    void aSecondRegistrationOfTheUuidIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            CompletableFuture<Checkup> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return Examination.of(relay.url())
                            .idle(Duration.ofSeconds(60))
                            .run();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            // The first two exchange messages; the third is idle.
            Awaitility.await().until(() -> relay.registered().length == 3 || running.isDone());
            String uuid = relay.registered()[2];
            try (RawClient second = RawClient.open(relay.port())) {
                second.write(ClientFrames.text("{\"name\": \"second\", \"uuid\": \"" + uuid
                        + "\", \"message_type\": \"relay_registration\"}"));
                assertThat(second.next()).isInstanceOf(RawClient.Event.TextFrame.class);

                Checkup checkup = running.get();
                assertThat(step(checkup, "idle").problem()).contains(Problem.CLOSED_4004);
                assertThat(checkup.exitCode(false)).isEqualTo(1);
            }
        }
    }

    @Test
    void anotherPathIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            StepResult wrong = problemAt(relay.url() + "relay");

            assertThat(wrong.name()).isEqualTo("upgrade");
            assertThat(wrong.problem()).contains(Problem.WRONG_PATH);
            assertThat(wrong.finding()).isEqualTo("HTTP 404: Nothing here. The relay is at /");
        }
    }

    @Test
    void relaysThatDoNotShareTheirPeersAreExplained() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        try (InProcessRelay one = InProcessRelay.start(Map.of());
                InProcessRelay other = InProcessRelay.start(Map.of());
                ScriptedServer balancer =
                        Intermediary.balancing(() -> turn.getAndIncrement() % 2 == 0 ? one.port() : other.port())) {
            StepResult lost = problemAt(balancer.url());

            assertThat(lost.name()).isEqualTo("round-trip");
            assertThat(lost.problem()).contains(Problem.PEER_UNKNOWN);
        }
    }

    @Test
    void anIntermediaryThatRemovesTheUpgradeIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            for (String removed : List.of("Upgrade: [^\r]*\r\n|Connection: Upgrade\r\n", "Upgrade: [^\r]*\r\n")) {
                try (ScriptedServer proxy = Intermediary.rewriting(
                        relay.port(), head -> head.replaceAll("(?i)" + removed, ""), head -> head)) {
                    assertThat(problemAt(proxy.url()).problem()).contains(Problem.UPGRADE_REMOVED);
                }
            }
        }
    }

    @Test
    void theTracesOfAnIntermediaryAreShown() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of());
                ScriptedServer proxy = Intermediary.rewriting(
                        relay.port(),
                        head -> head,
                        head -> head.replaceFirst("\r\n", "\r\nServer: front/1.0\r\nVia: 1.1 edge\r\n"))) {
            assertThat(step(Examination.of(proxy.url()).run(), "intermediary").finding())
                    .isEqualTo("via: 1.1 edge; server: front/1.0; no compression");
        }
    }

    @Test
    void compressionThatTheRelayDidNotAgreeOnIsAWarning() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of());
                ScriptedServer proxy = Intermediary.rewriting(
                        relay.port(),
                        head -> head,
                        head -> head.replaceFirst("\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"))) {
            Checkup checkup = Examination.of(proxy.url()).run();

            assertThat(step(checkup, "intermediary").problem()).contains(Problem.COMPRESSED);
            assertThat(checkup.exitCode(false)).isZero();
        }
    }

    @Test
    void aConnectionThatIsCutWhileItIsIdleIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of());
                ScriptedServer proxy = Intermediary.impatient(relay.port(), 700)) {
            Checkup checkup =
                    Examination.of(proxy.url()).idle(Duration.ofSeconds(30)).run();

            StepResult idle = step(checkup, "idle");
            assertThat(idle.problem()).contains(Problem.IDLE_CUT);
            assertThat(idle.figures()).containsOnlyKeys("cut_after_s");
            assertThat(checkup.exitCode(false)).isEqualTo(1);
        }
    }
}

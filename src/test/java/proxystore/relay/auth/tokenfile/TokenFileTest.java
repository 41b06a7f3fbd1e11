package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.SettableWallClock;
import proxystore.relay.auth.UnavailableException;

class TokenFileTest {
    private final SettableWallClock clock = new SettableWallClock();

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void chooseFile() {
        path = directory.resolve("tokens");
        clock.step(Duration.between(clock.instant(), Instant.now()));
    }

    private TokenFile open() throws TokenFileException {
        return TokenFile.open(path, clock, clock::nanoTime);
    }

    /** Advances the clock by the grace period. */
    private void passGrace() {
        clock.advance(TokenFile.GRACE);
    }

    private static void assertUnavailable(TokenFile file, BearerToken token, String... parts) {
        assertThatThrownBy(() -> file.verify(token))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll(parts);
    }

    private static String userOf(Authentication outcome) {
        return outcome instanceof Authentication.Accepted accepted
                ? accepted.user().id()
                : outcome.toString();
    }

    @Test
    void tokenInTheFileIsAcceptedForItsUser() throws Exception {
        String alices = TokenFileEditor.add(path, "alice", "");
        String bobs = TokenFileEditor.add(path, "bob", "");
        TokenFile file = open();
        assertThat(userOf(file.verify(new BearerToken(alices)))).isEqualTo("alice");
        assertThat(userOf(file.verify(new BearerToken(bobs)))).isEqualTo("bob");
    }

    @Test
    void otherTokenIsForbidden() throws Exception {
        String alices = TokenFileEditor.add(path, "alice", "");
        TokenFile file = open();
        passGrace();
        assertThat(file.verify(new BearerToken("x"))).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
        assertThat(file.verify(new BearerToken(new BearerToken(alices).sha256())))
                .as("the hash is not the token")
                .isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    @Test
    void addedTokenIsAcceptedAtOnce() throws Exception {
        TokenFileEditor.add(path, "alice", "");
        TokenFile file = open();
        for (int i = 0; i < 3; i++) {
            BearerToken bobs = new BearerToken(TokenFileEditor.add(path, "bob", ""));
            assertThat(userOf(file.verify(bobs))).isEqualTo("bob");
        }
    }

    /** The file is long, so that the other checks arrive while the first one reads it. */
    @Test
    @Timeout(60)
    void checksDuringAnInspectionWaitForIt() throws Exception {
        Files.writeString(
                path,
                IntStream.range(0, 50_000)
                        .mapToObj(i -> "user" + i + " " + new BearerToken("token" + i).sha256() + "\n")
                        .collect(Collectors.joining()));
        TokenFile file = open();
        passGrace();
        assertThat(file.verify(new BearerToken("x"))).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        clock.advance(Duration.ofHours(1));

        List<FutureTask<Authentication>> checks = IntStream.range(0, 8)
                .mapToObj(i -> new FutureTask<>(() -> file.verify(alices)))
                .toList();
        checks.forEach(check -> new Thread(check).start());
        for (FutureTask<Authentication> check : checks) {
            assertThat(userOf(check.get())).isEqualTo("alice");
        }
    }

    /** The inspection in progress has read the file before the change. */
    @Test
    @Timeout(60)
    void checkDuringAnInspectionIsAnsweredByTheNextOne() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        CountDownLatch hasRead = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        int afterReading = 4; // opening and one inspection; each reads the attributes twice
        TokenFile file = new TokenFile(
                path,
                any -> {
                    if (asked.incrementAndGet() == afterReading) {
                        hasRead.countDown();
                        assertThat(goOn).satisfies(CountDownLatch::await);
                    }
                    return Files.readAttributes(any, "*");
                },
                clock,
                clock::nanoTime);
        FutureTask<Authentication> first = new FutureTask<>(() -> file.verify(alices));
        new Thread(first).start();
        hasRead.await();
        BearerToken bobs = new BearerToken(TokenFileEditor.add(path, "bob", ""));
        FutureTask<Authentication> second = new FutureTask<>(() -> file.verify(bobs));
        Thread waiting = new Thread(second);
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        goOn.countDown();
        assertThat(userOf(first.get())).isEqualTo("alice");
        assertThat(userOf(second.get())).isEqualTo("bob");
    }

    @Test
    void withdrawnTokenIsForbiddenAfterTheGracePeriod() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        TokenFile file = open();
        passGrace();
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
        clock.advance(Duration.ofHours(1));
        Files.writeString(path, "# no users\n");
        Files.setLastModifiedTime(path, FileTime.from(clock.instant()));

        assertUnavailable(file, alices, path.toString(), "changed less than 2 s ago");
        clock.advance(TokenFile.GRACE.minusMillis(1));
        assertUnavailable(file, alices, "changed less than 2 s ago");
        clock.advance(Duration.ofMillis(1));
        assertThat(file.verify(alices)).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    /** No check has inspected the file since the change: its time stamp gives its age. */
    @Test
    void tokenWithdrawnLongAgoIsForbiddenAtTheFirstInspection() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        TokenFile file = open();
        Files.writeString(path, "# no users\n");
        Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
        passGrace();
        assertThat(file.verify(alices)).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    @Test
    void fileWithATimeInTheFutureIsProofAfterTheGracePeriod() throws Exception {
        TokenFileEditor.add(path, "alice", "");
        clock.step(Duration.ofHours(-1));
        TokenFile file = open();
        assertUnavailable(file, new BearerToken("x"), "changed less than 2 s ago");
        passGrace();
        assertThat(file.verify(new BearerToken("x"))).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    /** Simulates a slow copy: each piece is a whole line, and the last ones are still missing. */
    @Test
    void fileThatGrowsIsNotProof() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        BearerToken bobs = new BearerToken(TokenFileEditor.add(path, "bob", ""));
        BearerToken carols = new BearerToken(TokenFileEditor.add(path, "carol", ""));
        List<String> lines = Files.readAllLines(path);
        TokenFile file = open();
        Files.writeString(path, lines.get(0) + "\n");
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
        assertUnavailable(file, carols, "changed less than 2 s ago");
        clock.advance(Duration.ofSeconds(1));
        Files.writeString(path, lines.get(1) + "\n", StandardOpenOption.APPEND);
        Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
        assertThat(userOf(file.verify(bobs))).isEqualTo("bob");
        clock.advance(TokenFile.GRACE.minusMillis(1));
        assertUnavailable(file, carols, "changed less than 2 s ago");
        Files.writeString(path, lines.get(2) + "\n", StandardOpenOption.APPEND);
        assertThat(userOf(file.verify(carols))).isEqualTo("carol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\n"})
    void emptyFileIsNeverProof(String empty) throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        String good = Files.readString(path);
        TokenFile file = open();
        Files.writeString(path, empty);
        assertUnavailable(file, alices, "is empty");
        clock.advance(Duration.ofHours(1));
        assertUnavailable(file, alices, "is empty");
        Files.writeString(path, good);
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
    }

    @Test
    void emptyFileCanBeOpened() throws Exception {
        Files.writeString(path, "");
        TokenFile file = open();
        assertUnavailable(file, new BearerToken("x"), "is empty");
        assertThat(userOf(file.verify(new BearerToken(TokenFileEditor.add(path, "alice", "")))))
                .isEqualTo("alice");
    }

    /** Within the resolution of the file system's time stamps a change may leave all attributes as they were. */
    @Test
    void changeOfTheSameSizeAndTimeIsDetectedWithinTheGracePeriod() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        Map<String, Object> frozen = Files.readAttributes(path, "*");
        TokenFile file = new TokenFile(path, unread -> frozen, clock, clock::nanoTime);
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
        Files.writeString(path, Files.readString(path).replace("alice", "malet"));
        assertThat(userOf(file.verify(alices))).isEqualTo("malet");
    }

    @Test
    void changeThatResetsTheTimeIsDetected() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(path, time);
        TokenFile file = open();
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
        Object changed = Files.getAttribute(path, "unix:ctime");
        await().until(() -> {
            Files.writeString(path, Files.readString(path).replace("alice", "malet"));
            Files.setLastModifiedTime(path, time);
            return !Files.getAttribute(path, "unix:ctime").equals(changed);
        });
        assertThat(userOf(file.verify(alices))).isEqualTo("malet");
    }

    /** Editors write in place: then size or time differ. A replaced file differs at least in its key. */
    @Test
    void replacementOfTheSameSizeAndTimeIsDetected() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(path, time);
        TokenFile file = open();
        Path other = directory.resolve("other");
        Files.writeString(other, Files.readString(path).replace("alice", "malet"));
        Files.setLastModifiedTime(other, time);
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        assertThat(userOf(file.verify(alices))).isEqualTo("malet");
    }

    @Test
    void malformedFileMakesEveryCheckUnavailable() throws Exception {
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        String good = Files.readString(path);
        TokenFile file = open();

        Files.writeString(path, good + "half a li");
        assertThatThrownBy(() -> file.verify(alices))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("line 2");

        Files.delete(path);
        assertThatThrownBy(() -> file.verify(alices)).hasMessageContaining("no such file");

        Files.writeString(path, good);
        assertThat(userOf(file.verify(alices))).isEqualTo("alice");
    }

    @Test
    void directoryIsRefused() throws Exception {
        Files.createDirectory(path);
        assertThatThrownBy(this::open).hasMessage("cannot read tokens file " + path + ": not a regular file");
    }

    @Test
    void malformedFileCannotBeOpened() throws Exception {
        assertThatThrownBy(this::open)
                .isInstanceOf(TokenFileException.class)
                .hasMessage("cannot read tokens file " + path + ": no such file");
        Files.writeString(path, "alice\n");
        assertThatThrownBy(this::open).hasMessageContaining("line 1");
    }
}

package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.LogLines;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.SettableWallClock;

class TokenFileWithdrawalsTest {
    @RegisterExtension
    private final LogLines lines = new LogLines(TokenFileWithdrawals.class);

    private final SettableWallClock clock = new SettableWallClock();

    @TempDir
    private Path directory;

    private Path path;
    private Authentication.Accepted alice;
    private Authentication.Accepted bob;
    private TokenFileWithdrawals withdrawals;

    @BeforeEach
    void acceptTwoTokens() throws Exception {
        path = directory.resolve("tokens");
        clock.step(Duration.between(clock.instant(), Instant.now()));
        BearerToken alices = new BearerToken(TokenFileEditor.add(path, "alice", ""));
        BearerToken bobs = new BearerToken(TokenFileEditor.add(path, "bob", ""));
        TokenFile file = TokenFile.open(path, clock, clock::nanoTime);
        alice = (Authentication.Accepted) file.verify(alices);
        bob = (Authentication.Accepted) file.verify(bobs);
        withdrawals = new TokenFileWithdrawals(file);
    }

    /** The accepted tokens of two users that are withdrawn now, as {@code alice bob}. */
    private String withdrawn() throws InterruptedException {
        var now = withdrawals.read();
        return (now.test(alice) ? "alice " : "") + (now.test(bob) ? "bob " : "");
    }

    @Test
    void removedTokenIsWithdrawnOnceTheFileHasBeenUnchangedForTheGracePeriod() throws Exception {
        assertThat(withdrawn()).isEmpty();
        TokenFileEditor.remove(path, "alice");
        assertThat(withdrawn()).isEmpty();
        clock.advance(TokenFile.GRACE);
        assertThat(withdrawn()).isEqualTo("alice ");
        assertThat(withdrawn()).as("also if a check of it ends only now").isEqualTo("alice ");
        assertThat(lines.get())
                .containsExactly("INFO Tokens file " + path + " is read again: 1 tokens, 0 new, 1 removed");
    }

    @Test
    void tokenThatGetsAnotherUserIsWithdrawn() throws Exception {
        Files.writeString(path, Files.readString(path).replace("alice", "mallory"));
        assertThat(withdrawn()).isEmpty();
        clock.advance(TokenFile.GRACE);
        assertThat(withdrawn()).isEqualTo("alice ");
    }

    @Test
    void fileThatIsNotInOrderWithdrawsNothingAndIsReportedOnce() throws Exception {
        String text = Files.readString(path);
        for (String mistake : new String[] {"", "what is this", text + "carol"}) {
            Files.writeString(path, mistake);
            clock.advance(TokenFile.GRACE);
            assertThat(withdrawn() + withdrawn() + withdrawn()).isEmpty();
        }
        Files.delete(path);
        assertThat(withdrawn() + withdrawn()).isEmpty();
        Files.writeString(path, text);
        clock.advance(TokenFile.GRACE);
        assertThat(withdrawn()).isEmpty();
        assertThat(lines.get()).hasSize(5);
        assertThat(lines.get().subList(0, 4))
                .allMatch(line -> line.startsWith("WARN No token can be checked until this is corrected: "));
        assertThat(lines.get().get(4))
                .isEqualTo("INFO Tokens file " + path + " is read again: 2 tokens, 0 new, 0 removed");
    }

    @Test
    void failureOfOneReadIsNotReported() throws Exception {
        String text = Files.readString(path);
        Files.delete(path);
        assertThat(withdrawn()).isEmpty();
        Files.writeString(path, text);
        assertThat(withdrawn()).isEmpty();
        assertThat(lines.get()).isEmpty();
    }
}

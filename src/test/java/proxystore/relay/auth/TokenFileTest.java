package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void chooseFile() {
        path = directory.resolve("tokens");
    }

    private TokenFile open() throws TokenFileException {
        return TokenFile.open(path, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Authentication accepted(String user) {
        return new Authentication.Accepted(new User(user, user));
    }

    @Test
    void tokenInTheFileIsItsUsers() throws Exception {
        String alices = TokenGrant.add(path, "alice");
        String bobs = TokenGrant.add(path, "bob");
        TokenFile file = open();
        assertThat(file.verify(new BearerToken(alices))).isEqualTo(accepted("alice"));
        assertThat(file.verify(new BearerToken(bobs))).isEqualTo(accepted("bob"));
    }

    @Test
    void otherTokenIsForbidden() throws Exception {
        String alices = TokenGrant.add(path, "alice");
        TokenFile file = open();
        assertThat(file.verify(new BearerToken("x"))).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
        assertThat(file.verify(new BearerToken(new BearerToken(alices).sha256())))
                .as("the hash is not the token")
                .isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    @Test
    void changeIsSeenAfterTheIntervalAndNotBefore() throws Exception {
        TokenGrant.add(path, "alice");
        TokenFile file = open();
        BearerToken bobs = new BearerToken(TokenGrant.add(path, "bob"));
        pass(TokenFile.CHECK_INTERVAL.minusNanos(1));
        assertThat(file.verify(bobs)).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
        pass(Duration.ofNanos(1));
        assertThat(file.verify(bobs)).isEqualTo(accepted("bob"));
    }

    @Test
    void withdrawnTokenIsForbidden() throws Exception {
        BearerToken alices = new BearerToken(TokenGrant.add(path, "alice"));
        TokenFile file = open();
        Files.writeString(path, "# nobody\n");
        pass(TokenFile.CHECK_INTERVAL);
        assertThat(file.verify(alices)).isEqualTo(Authentication.Forbidden.NOT_ACTIVE);
    }

    /** Editors write in place: then size or time differ, and a replaced file differs at least in its key. */
    @Test
    void replacementOfTheSameSizeAndTimeIsSeen() throws Exception {
        BearerToken alices = new BearerToken(TokenGrant.add(path, "alice"));
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(path, time);
        TokenFile file = open();
        Path other = directory.resolve("other");
        Files.writeString(other, Files.readString(path).replace("alice", "malet"));
        Files.setLastModifiedTime(other, time);
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        pass(TokenFile.CHECK_INTERVAL);
        assertThat(file.verify(alices)).isEqualTo(accepted("malet"));
    }

    @Test
    void brokenFileLetsNobodyInAndRefusesNobody() throws Exception {
        BearerToken alices = new BearerToken(TokenGrant.add(path, "alice"));
        String good = Files.readString(path);
        TokenFile file = open();

        Files.writeString(path, good + "half a li");
        pass(TokenFile.CHECK_INTERVAL);
        assertThatThrownBy(() -> file.verify(alices))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("line 2");

        Files.delete(path);
        pass(TokenFile.CHECK_INTERVAL);
        assertThatThrownBy(() -> file.verify(alices)).hasMessageContaining("no such file");

        Files.writeString(path, good);
        pass(TokenFile.CHECK_INTERVAL);
        assertThat(file.verify(alices)).isEqualTo(accepted("alice"));
    }

    @Test
    void fileMustBeInOrderAtTheStart() throws Exception {
        assertThatThrownBy(this::open)
                .isInstanceOf(TokenFileException.class)
                .hasMessage("cannot read tokens file " + path + ": no such file");
        Files.writeString(path, "alice\n");
        assertThatThrownBy(this::open).hasMessageContaining("line 1");
    }
}

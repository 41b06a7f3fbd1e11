package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.User;

class TokenFileFormatTest {
    private static final Path FILE = Path.of("tokens");
    private static final String HASH = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final User ALICE = new User("alice", "alice");

    @Test
    void lineIsAUserAndAHash() throws Exception {
        assertThat(TokenFileFormat.parse(FILE, "alice " + HASH)).isEqualTo(Map.of(HASH, ALICE));
        assertThat(new BearerToken("abc").sha256()).isEqualTo(HASH);
        assertThat(TokenFileFormat.line(new StoredToken("alice", HASH, Optional.empty(), "")))
                .isEqualTo("alice " + HASH + "\n");
    }

    @Test
    void lineMayHaveADateAndANote() throws Exception {
        StoredToken token = new StoredToken("alice", HASH, Optional.of(LocalDate.of(2026, 1, 31)), "laptop # 2");
        String line = TokenFileFormat.line(token);
        assertThat(line).isEqualTo("alice " + HASH + " 2026-01-31 laptop # 2\n");
        assertThat(TokenFileFormat.tokens(FILE, line)).containsExactly(token);
        assertThat(TokenFileFormat.tokens(FILE, "alice " + HASH + "\t2026-01-31 \r\n"))
                .containsExactly(new StoredToken("alice", HASH, token.added(), ""));
        assertThat(token.fingerprint()).isEqualTo("ba7816bf");
    }

    @Test
    void commentsAndBlankLinesAreSkipped() throws Exception {
        String text = "# the group\r\n\n \t# indented\n  alice \t " + HASH.toUpperCase(Locale.ROOT) + "  \r\n";
        assertThat(TokenFileFormat.parse(FILE, text)).isEqualTo(Map.of(HASH, ALICE));
        assertThat(TokenFileFormat.parse(FILE, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice " + HASH, "# the group\r\nalice " + HASH})
    void byteOrderMarkIsNotPartOfTheText(String text, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("tokens"), "\ufeff" + text);
        assertThat(TokenFileFormat.read(file)).isEqualTo(text);
    }

    @Test
    void secondByteOrderMarkIsAMistake(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("tokens"), "\ufeff\ufeffalice " + HASH);
        String text = TokenFileFormat.read(file);
        assertThatThrownBy(() -> TokenFileFormat.parse(file, text)).hasMessageContaining("line 1: must be");
    }

    @Test
    void userMayHaveSeveralTokensAndATokenOnlyOneUser() throws Exception {
        String other = "0" + HASH.substring(1);
        assertThat(TokenFileFormat.parse(FILE, "alice " + HASH + "\nalice " + other + "\nalice " + HASH))
                .hasSize(2);
        assertThatThrownBy(() -> TokenFileFormat.parse(FILE, "alice " + HASH + "\nbob " + HASH))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContainingAll("tokens, line 2", "another user's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice secret-token",
                "alice " + HASH + "0",
                "alice bob " + HASH,
                HASH,
                "alice " + HASH + " bob " + HASH,
                "alice " + HASH + " 2026-02-30",
                "alice " + HASH + " 2026-01-31laptop"
            })
    void mistakeIsReportedWithItsLineAndNotQuoted(String mistake) {
        assertThatThrownBy(() -> TokenFileFormat.parse(FILE, "\n" + mistake))
                .isInstanceOf(TokenFileException.class)
                .hasMessageMatching("tokens file tokens, line 2: (must be a user's name .*|no such date)")
                .satisfies(failure -> assertThat(failure.getMessage())
                        .doesNotContain("secret")
                        .doesNotContain(HASH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "#alice", "a\tb", "a\nb", "a\u0000b", "a\u0085b"})
    void nameThatWouldBreakTheFormatIsRefused(String name) {
        assertThat(TokenFileFormat.isUser(name)).isFalse();
    }

    @Test
    void lengthOfNamesIsBounded() {
        assertThat(TokenFileFormat.isUser("\u00e9".repeat(TokenFileFormat.MAX_USER_LENGTH)))
                .isTrue();
        assertThat(TokenFileFormat.isUser("a".repeat(TokenFileFormat.MAX_USER_LENGTH + 1)))
                .isFalse();
    }

    @Test
    void missingBinaryAndOverlongFilesAreRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("tokens");
        assertThatThrownBy(() -> TokenFileFormat.read(file))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContainingAll(file.toString(), "no such file");
        Files.write(file, new byte[] {(byte) 0xc3, '('});
        assertThatThrownBy(() -> TokenFileFormat.read(file)).hasMessageContaining("not UTF-8");
        Files.write(file, new byte[TokenFileFormat.MAX_BYTES + 1]);
        assertThatThrownBy(() -> TokenFileFormat.read(file)).hasMessageContaining("longer than 16777216 bytes");
    }
}

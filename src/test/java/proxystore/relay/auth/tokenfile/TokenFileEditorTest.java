package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.BearerToken;

class TokenFileEditorTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("tokens");
    }

    @AfterEach
    void assertNothingElseIsLeft() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).allMatch(path -> path.equals(file));
        }
    }

    private String permissions() throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void tokenHas256BitsAndIsNotInTheFile() throws Exception {
        String token = TokenFileEditor.add(file, "alice", "");
        assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
        assertThat(BearerToken.of("Bearer " + token)).isPresent();
        assertThat(Files.readString(file))
                .isEqualTo("alice " + new BearerToken(token).sha256() + " " + LocalDate.now(ZoneOffset.UTC) + "\n")
                .doesNotContain(token);
    }

    @Test
    void noteStandsBesideTheToken() throws Exception {
        String token = TokenFileEditor.add(file, "alice", " laptop, second floor ");
        assertThat(TokenFileEditor.list(file)).singleElement().satisfies(stored -> {
            assertThat(stored.user()).isEqualTo("alice");
            assertThat(stored.note()).isEqualTo("laptop, second floor");
            assertThat(new BearerToken(token).sha256()).startsWith(stored.fingerprint());
        });
        for (String note : List.of("two\nlines", "\u001b[2J", "n".repeat(TokenFileFormat.MAX_NOTE_LENGTH + 1))) {
            assertThatThrownBy(() -> TokenFileEditor.add(file, "alice", note))
                    .hasMessageContaining("a note has at most");
        }
    }

    private static String hash(char digit) {
        return String.valueOf(digit).repeat(BearerToken.FINGERPRINT_LENGTH) + "0".repeat(55);
    }

    @Test
    void allTokensOfAUserAreRemovedAndAllOtherLinesStay() throws Exception {
        Files.writeString(
                file,
                "# group\r\nalice " + hash('a') + "0\n\n  bob\t" + hash('b') + "0 2026-01-31 lab \r\nalice " + hash('c')
                        + "0\n# end");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(TokenFileEditor.remove(file, "alice"))
                .extracting(StoredToken::fingerprint)
                .containsExactly("aaaaaaaa", "cccccccc");
        assertThat(file).hasContent("# group\r\n\n  bob\t" + hash('b') + "0 2026-01-31 lab \r\n# end");
        assertThat(permissions()).isEqualTo("rw-r-----");
    }

    @Test
    void fingerprintRemovesOneTokenOfAUser() throws Exception {
        Files.writeString(file, "alice " + hash('a') + "0\nalice " + hash('b') + "0\n");
        assertThat(TokenFileEditor.remove(file, "AAAAAAAA")).hasSize(1);
        assertThat(file).hasContent("alice " + hash('b') + "0\n");
    }

    @Test
    void fingerprintThatFitsSeveralTokensOrNoneRemovesNothing() throws Exception {
        String text = "alice " + hash('a') + "0\nbob " + hash('a') + "1\n";
        Files.writeString(file, text);
        assertThatThrownBy(() -> TokenFileEditor.remove(file, "aaaaaaaa"))
                .hasMessageContainingAll(file.toString(), "several fingerprints start with aaaaaaaa");
        for (String unknown : List.of("carol", "aaaaaaa", "bbbbbbbb", "")) {
            assertThatThrownBy(() -> TokenFileEditor.remove(file, unknown))
                    .hasMessageContaining("no user and no fingerprint is " + unknown);
        }
        assertThat(file).hasContent(text);
        assertThat(TokenFileEditor.remove(file, hash('a') + "1"))
                .extracting(StoredToken::user)
                .containsExactly("bob");
    }

    /** A relay takes an empty file for one that is being written, and refuses nothing. */
    @Test
    void fileWithoutTokensIsNotEmpty() throws Exception {
        TokenFileEditor.add(file, "alice", "");
        TokenFileEditor.remove(file, "alice");
        assertThat(file).content().isNotBlank();
        assertThat(TokenFileEditor.list(file)).isEmpty();
        assertThatThrownBy(() -> TokenFileEditor.remove(directory.resolve("missing"), "alice"))
                .hasMessageContaining("no such file");
    }

    @Test
    void newFileIsReadableByItsOwnerOnly() throws Exception {
        TokenFileEditor.add(file, "alice", "");
        assertThat(permissions()).isEqualTo("rw-------");
    }

    @Test
    void existingFileKeepsItsPermissionsAndItsText() throws Exception {
        Files.writeString(file, "# our group, no newline at the end");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        TokenFileEditor.add(file, "alice", "");
        TokenFileEditor.add(file, "bob", "");
        assertThat(permissions()).isEqualTo("rw-r-----");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("# our group, no newline at the end");
        assertThat(lines.get(1)).startsWith("alice ");
        assertThat(lines.get(2)).startsWith("bob ");
    }

    /** A reader could find half of a file that is written in place. */
    @Test
    void readerFindsTheOldFileOrTheNewOne() throws Exception {
        TokenFileEditor.add(file, "alice", "");
        String before = Files.readString(file);
        try (InputStream reader = Files.newInputStream(file)) {
            TokenFileEditor.add(file, "bob", "");
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(before);
        }
        assertThat(Files.readString(file)).startsWith(before).contains("\nbob ");
    }

    @Test
    void symbolicLinkStaysAndItsTargetGetsTheLine() throws Exception {
        Path real = Files.createDirectory(directory.resolve("tokens.d")).resolve("real");
        Files.writeString(real, "# the group\n");
        Files.createSymbolicLink(file, real);
        TokenFileEditor.add(file, "alice", "");
        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).startsWith("# the group\nalice ");
        Files.delete(real);
        Files.delete(real.getParent());
    }

    @Test
    void windowsFileGetsALine() throws Exception {
        Files.writeString(file, "\ufeff# the group\r\n");
        TokenFileEditor.add(file, "alice", "");
        assertThat(TokenFileFormat.parse(file, TokenFileFormat.read(file))).hasSize(1);
    }

    @Test
    void tokensAreUnique() throws Exception {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            tokens.add(TokenFileEditor.add(file, "alice", ""));
        }
        assertThat(tokens).hasSize(20);
        assertThat(TokenFileFormat.parse(file, TokenFileFormat.read(file))).hasSize(20);
    }

    @Test
    void malformedFileIsNotChanged() throws Exception {
        Files.writeString(file, "what is this\n");
        assertThatThrownBy(() -> TokenFileEditor.add(file, "alice", ""))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContaining("line 1");
        assertThat(Files.readString(file)).isEqualTo("what is this\n");
    }

    @Test
    void malformedNameIsRefused() {
        assertThatThrownBy(() -> TokenFileEditor.add(file, "alice in wonderland", ""))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContaining("a user's name");
        assertThat(file).doesNotExist();
    }

    @Test
    void missingDirectoryIsReported() {
        Path nowhere = directory.resolve("missing").resolve("tokens");
        assertThatThrownBy(() -> TokenFileEditor.add(nowhere, "alice", ""))
                .hasMessage("cannot write tokens file " + nowhere + ": no such directory");
    }

    @Test
    void secondWriterAtTheSameTimeIsRefused() throws Exception {
        Path other = Files.createFile(directory.resolve("tokens.new"));
        assertThatThrownBy(() -> TokenFileEditor.add(file, "alice", ""))
                .isInstanceOf(TokenFileException.class)
                .hasMessageContaining("another process");
        assertThat(other).exists();
        Files.delete(other);
        assertThat(file).doesNotExist();
    }
}

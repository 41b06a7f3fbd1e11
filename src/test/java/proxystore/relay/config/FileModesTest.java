package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileModesTest {
    private Path directory;
    private Path file;

    /** JUnit's own temporary directory is closed to others. */
    @BeforeEach
    void makeFile() throws Exception {
        directory = Files.createTempDirectory("relay-modes");
        file = Files.createFile(directory.resolve("key.pem"));
        mode(directory, "rwxr-xr-x");
    }

    @AfterEach
    void deleteFile() throws Exception {
        Files.deleteIfExists(file);
        Files.delete(directory);
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Optional<String> warning() {
        return FileModes.warning("keyfile", file);
    }

    @Test
    void fileThatEveryUserMayReadOrChangeIsReported() throws Exception {
        mode(file, "rw-r--r--");
        assertThat(warning())
                .contains("keyfile: every user of this machine may read " + file + " (chmod o= makes it private)");
        mode(file, "rw-rw-rw-");
        assertThat(warning()).get().asString().contains("may change " + file);
    }

    @Test
    void fileOfOwnerAndGroupIsInOrder() throws Exception {
        mode(file, "rw-rw----");
        assertThat(warning()).isEmpty();
    }

    @Test
    void fileInADirectoryThatOthersCannotEnterIsInOrder() throws Exception {
        mode(file, "rw-r--r--");
        mode(directory, "rwxr-x---");
        assertThat(warning()).isEmpty();
    }

    @Test
    void targetOfALinkCounts() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        mode(file, "rw-------");
        assertThat(FileModes.warning("keyfile", link)).isEmpty();
        mode(file, "rw----r--");
        assertThat(FileModes.warning("keyfile", link)).isPresent();
        Files.delete(link);
    }

    @Test
    void missingFileIsReportedWhereItIsOpened() throws Exception {
        Files.delete(file);
        assertThat(warning()).isEmpty();
    }
}

package proxystore.relay.auth.tokenfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TokenFileExceptionTest {
    private static final Path FILE = Path.of("tokens");

    @Test
    void missingFileOrDirectoryIsNamed() {
        assertThat(TokenFileException.unreadable(FILE, new NoSuchFileException("tokens")))
                .hasMessage("cannot read tokens file tokens: no such file");
        assertThat(TokenFileException.unwritable(FILE, new NoSuchFileException("tokens.new")))
                .hasMessage("cannot write tokens file tokens: no such directory");
    }

    @Test
    void otherReasonsAreTheSameForReadingAndWriting() {
        assertThat(TokenFileException.unreadable(FILE, new AccessDeniedException("tokens")))
                .hasMessage("cannot read tokens file tokens: permission denied");
        assertThat(TokenFileException.unwritable(FILE, new AccessDeniedException("tokens")))
                .hasMessage("cannot write tokens file tokens: permission denied");
        assertThat(TokenFileException.unwritable(FILE, new IOException("no space left")))
                .hasMessage("cannot write tokens file tokens: no space left");
    }
}

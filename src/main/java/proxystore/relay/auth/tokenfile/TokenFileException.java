package proxystore.relay.auth.tokenfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file of tokens is malformed or inaccessible. The message gives file, line and mistake, and quotes nothing of it.
 */
public final class TokenFileException extends IOException {
    private static final long serialVersionUID = 1L;

    TokenFileException(String message) {
        super(message);
    }

    static TokenFileException unreadable(Path file, IOException cause) {
        return new TokenFileException("cannot read tokens file " + file + ": " + reason(cause, "no such file"));
    }

    static TokenFileException unwritable(Path file, IOException cause) {
        return new TokenFileException("cannot write tokens file " + file + ": " + reason(cause, "no such directory"));
    }

    private static String reason(IOException cause, String missing) {
        if (cause instanceof NoSuchFileException) {
            return missing;
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = cause instanceof FileSystemException fault ? fault.getReason() : cause.getMessage();
        return message == null ? cause.toString() : message;
    }
}

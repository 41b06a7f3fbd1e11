package proxystore.relay.standalone.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The relay cannot start. The message is printed as one line without a stack trace, so it names the mistake and its place.
 */
public final class StartFailure extends Exception {
    /** Exit code for a mistake in the command line, in the configuration or in a file that it names. */
    public static final int BAD_CONFIGURATION = 2;

    /** Exit code for a refusal of the machine, such as an occupied port. */
    public static final int CANNOT_RUN = 1;

    private final int exitCode;

    private StartFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public StartFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** A configured file or directory cannot be used: {@code cannot read certfile /a/b: no such file}. */
    public static StartFailure file(String attempt, Path path, IOException cause) {
        return new StartFailure(BAD_CONFIGURATION, attempt + " " + path + ": " + reason(cause), cause);
    }

    /** The content of a configured file is wrong: {@code certfile /a/b: no certificate in it}. */
    public static StartFailure content(String role, Path path, String wrong) {
        return new StartFailure(BAD_CONFIGURATION, role + " " + path + ": " + wrong);
    }

    /** A refusal of the machine: {@code cannot listen on host:1: Address already in use}. */
    public static StartFailure cannotRun(String attempt, Exception cause) {
        return new StartFailure(CANNOT_RUN, attempt + ": " + reason(cause), cause);
    }

    /** The process's exit code: {@link #BAD_CONFIGURATION} or {@link #CANNOT_RUN}. */
    public int exitCode() {
        return exitCode;
    }

    /** The reason as a text. Many exceptions of {@code java.nio.file} have only the path as their message. */
    private static String reason(Exception cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "is not a directory";
        }
        if (cause instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

package proxystore.relay.standalone.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Why the relay does not start, in one line for the person who started it. It is printed without a stack trace, so the
 * message has to name what is wrong and where.
 */
public final class StartFailure extends Exception {
    /** Exit code for what the command line, the configuration or a file it names got wrong. */
    public static final int BAD_CONFIGURATION = 2;

    /** Exit code for what the machine refused, such as an occupied port. */
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

    /** A configured file or directory that cannot be used: {@code cannot read certfile /a/b: no such file}. */
    public static StartFailure file(String attempt, Path path, IOException cause) {
        return new StartFailure(BAD_CONFIGURATION, attempt + " " + path + ": " + reason(cause), cause);
    }

    /** A configured file whose content is wrong: {@code certfile /a/b: no certificate in it}. */
    public static StartFailure content(String role, Path path, String wrong) {
        return new StartFailure(BAD_CONFIGURATION, role + " " + path + ": " + wrong);
    }

    public static StartFailure cannotRun(String attempt, Exception cause) {
        return new StartFailure(CANNOT_RUN, attempt + ": " + reason(cause), cause);
    }

    /** The process's exit code: {@link #BAD_CONFIGURATION} or {@link #CANNOT_RUN}. */
    public int exitCode() {
        return exitCode;
    }

    /** {@code java.nio.file} tells the reason by the exception's type and has only the path as its message. */
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

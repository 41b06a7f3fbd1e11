package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import proxystore.relay.config.ConfigException;
import proxystore.relay.standalone.process.StartFailure;

/** Prints a mistake or failure as one line, without a stack trace. */
final class ErrorLine {
    private ErrorLine() {}

    /**
     * Prints a {@link ConfigException} or a {@link StartFailure}.
     *
     * @return the exit code
     * @throws Exception any other failure
     */
    static int report(Exception failure, PrintStream err) throws Exception {
        if (!(failure instanceof ConfigException || failure instanceof StartFailure)) {
            throw failure;
        }
        print(String.valueOf(failure.getMessage()), err);
        return failure instanceof StartFailure start ? start.exitCode() : StartFailure.BAD_CONFIGURATION;
    }

    /** Prints a message as one line, even if it has several. */
    static void print(String message, PrintStream err) {
        err.println("relay: " + String.join(" ", message.lines().toList()));
    }
}

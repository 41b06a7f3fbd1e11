package proxystore.relay.standalone;

import java.io.PrintStream;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;
import proxystore.relay.config.ConfigException;
import proxystore.relay.message.LogText;

/** Starts the standalone relay or one of its subcommands. A mistake ends it with one line on standard error. */
public final class Main {
    /** Stands for each byte of an argument that is no character in the locale's encoding. */
    private static final char UNREADABLE = '\ufffd';

    private Main() {}

    /**
     * Exits with 0, 1 (the machine refused something, such as an occupied port), 2 (usage, configuration) or 3 (a relay that
     * cannot go on, see {@link ProcessEnd}).
     */
    public static void main(String[] args) throws Exception {
        // Before the first logger: SLF4J's own search ends at Logback too, but by way of its configuration files.
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
        // Without this SLF4J tells on standard error that it has found the property.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        // Before the JDK's TLS is initialised: a client could keep the relay computing over one connection of TLS 1.2.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        int exitCode = execute(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /**
     * Runs the command line and, for a relay, returns when it has been stopped.
     *
     * @param out takes what was asked for and the log
     * @param err takes the one line about a mistake
     * @return the exit code
     */
    static int execute(String[] args, PrintStream out, PrintStream err) throws Exception {
        for (String argument : args) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                printLine(
                        "\"" + LogText.of(argument)
                                + "\" has characters that the locale of this process cannot represent"
                                + " (set LC_ALL=C.UTF-8)",
                        err);
                return StartFailure.BAD_CONFIGURATION;
            }
        }
        Optional<GivenSettings> settings = GivenSettings.plain(args);
        if (settings.isEmpty()) {
            return Commands.execute(args, out, err);
        }
        try {
            RunningRelay.run(settings.get().load(), out);
            return 0;
        } catch (ConfigException | StartFailure e) {
            return report(e, err);
        }
    }

    /**
     * Tells of a failure that needs no stack trace.
     *
     * @return the exit code
     * @throws Exception the failure itself, if it is none of those
     */
    static int report(Exception failure, PrintStream err) throws Exception {
        if (!(failure instanceof ConfigException || failure instanceof StartFailure)) {
            throw failure;
        }
        printLine(String.valueOf(failure.getMessage()), err);
        return failure instanceof StartFailure start ? start.exitCode() : StartFailure.BAD_CONFIGURATION;
    }

    /** The form of every complaint: one line, whatever the text has in it. */
    static void printLine(String message, PrintStream err) {
        err.println("relay: " + String.join(" ", message.lines().toList()));
    }
}

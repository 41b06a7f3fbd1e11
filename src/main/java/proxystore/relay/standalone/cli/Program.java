package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.util.Optional;
import proxystore.relay.config.ConfigException;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.server.RunningRelay;

/** Runs the relay or one of its subcommands, as the command line says. */
public final class Program {
    /** The JVM's replacement for a byte of an argument that the locale's encoding cannot represent. */
    private static final char UNREADABLE = '\ufffd';

    private Program() {}

    /**
     * Runs a command line. For a relay, returns when the relay has stopped.
     *
     * @param out receives the requested output and the log
     * @param err receives the one line about a mistake
     * @return the exit code
     */
    public static int execute(String[] args, PrintStream out, PrintStream err) throws Exception {
        for (String argument : args) {
            if (argument.indexOf(UNREADABLE) >= 0) {
                ErrorLine.print(
                        "\"" + LogText.of(argument)
                                + "\" has characters that the locale of this process cannot represent"
                                + " (set LC_ALL=C.UTF-8)",
                        err);
                return StartFailure.BAD_CONFIGURATION;
            }
        }
        Optional<CommandLineSettings> settings = CommandLineSettings.plain(args);
        if (settings.isEmpty()) {
            return Commands.execute(args, out, err);
        }
        try {
            RunningRelay.run(settings.get()::load, out);
            return 0;
        } catch (ConfigException | StartFailure e) {
            return ErrorLine.report(e, err);
        }
    }
}

package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.util.Optional;
import proxystore.relay.config.ConfigException;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.server.RunningRelay;

/** The program behind the command line: the relay itself or one of its subcommands. */
public final class Program {
    /** Stands for each byte of an argument that is no character in the locale's encoding. */
    private static final char UNREADABLE = '\ufffd';

    private Program() {}

    /**
     * Runs the command line and, for a relay, returns when it has been stopped.
     *
     * @param out takes what was asked for and the log
     * @param err takes the one line about a mistake
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
            RunningRelay.run(settings.get().load(), out);
            return 0;
        } catch (ConfigException | StartFailure e) {
            return ErrorLine.report(e, err);
        }
    }
}

package proxystore.relay.standalone;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import proxystore.relay.config.ConfigException;

/** Starts the standalone relay or one of its subcommands. A mistake ends it with one line on standard error. */
public final class Main {
    private Main() {}

    /** Exits with 0, 1 (the machine refused something, such as an occupied port) or 2 (usage, configuration). */
    public static void main(String[] args) {
        // Before the first logger: SLF4J's own search ends at Logback too, but by way of its configuration files.
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
        // Without this SLF4J tells on standard error that it has found the property.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
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
    static int execute(String[] args, PrintStream out, PrintStream err) {
        CommandLine relay = new CommandLine(new ServeCommand(out));
        CommandLine checkConfig = new CommandLine(new CheckConfigCommand());
        relay.addSubcommand(checkConfig).addSubcommand(new PrintConfigCommand()).addSubcommand(new TokensCommand());
        SettingOptions.addTo(relay.getCommandSpec());
        SettingOptions.addTo(checkConfig.getCommandSpec());
        relay.setExpandAtFiles(false);
        relay.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        relay.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        relay.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        relay.setParameterExceptionHandler(Main::reportUsage);
        relay.setExecutionExceptionHandler(Main::reportFailure);
        return relay.execute(args);
    }

    private static int reportUsage(ParameterException mistake, String[] args) {
        String hint = "";
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            hint = suggestions.isEmpty() ? "" : ", did you mean " + suggestions.get(0) + "?";
        }
        report(mistake.getCommandLine(), mistake.getMessage() + hint);
        return StartFailure.BAD_CONFIGURATION;
    }

    private static int reportFailure(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigException) {
            report(command, String.valueOf(failure.getMessage()));
            return StartFailure.BAD_CONFIGURATION;
        }
        if (failure instanceof StartFailure start) {
            report(command, String.valueOf(failure.getMessage()));
            return start.exitCode();
        }
        throw failure;
    }

    private static void report(CommandLine command, String message) {
        command.getErr().println("relay: " + String.join(" ", message.lines().toList()));
    }
}

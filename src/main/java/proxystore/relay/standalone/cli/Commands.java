package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;
import proxystore.relay.standalone.process.StartFailure;

/** Reads the whole command line with picocli: subcommands, help and mistakes. */
final class Commands {
    private Commands() {}

    /** As {@link Program#execute}. */
    static int execute(String[] args, PrintStream out, PrintStream err) {
        CommandLine relay = new CommandLine(new ServeCommand(out));
        CommandLine checkConfig = new CommandLine(new CheckConfigCommand());
        CommandLine health = new CommandLine(new HealthCommand());
        relay.addSubcommand(checkConfig)
                .addSubcommand(new PrintConfigCommand())
                .addSubcommand(health)
                .addSubcommand(new TokensCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new SelfTestCommand(out))
                .addSubcommand(new PrintCompletionCommand())
                .addSubcommand(new PrintManPageCommand())
                .addSubcommand(new HelpCommand());
        for (CommandLine configured : List.of(relay, checkConfig, health)) {
            SettingOptions.addTo(configured.getCommandSpec());
            ShortHelp.use(configured);
        }
        relay.setExpandAtFiles(false);
        relay.setExecutionStrategy(Commands::run);
        relay.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        relay.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        relay.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        relay.setParameterExceptionHandler((mistake, given) -> {
            ErrorLine.print(UsageMistake.text(mistake), err);
            return StartFailure.BAD_CONFIGURATION;
        });
        relay.setExecutionExceptionHandler((failure, command, parsed) -> ErrorLine.report(failure, err));
        return relay.execute(args);
    }

    /**
     * Runs the last command. Options before a subcommand would have no effect, so they are a mistake. Picocli accepts any
     * argument beside {@code --help}: {@code tokens remvoe --help} would show the help of {@code tokens}.
     */
    private static int run(ParseResult parsed) {
        for (ParseResult command = parsed; command != null; command = command.subcommand()) {
            if (!command.unmatched().isEmpty()) {
                throw new UnmatchedArgumentException(command.commandSpec().commandLine(), command.unmatched());
            }
        }
        for (ParseResult command = parsed; command.hasSubcommand(); command = command.subcommand()) {
            for (OptionSpec option : command.matchedOptions()) {
                if (!option.usageHelp() && !option.versionHelp()) {
                    throw new ParameterException(
                            command.commandSpec().commandLine(),
                            option.longestName() + " has no effect before "
                                    + command.subcommand().commandSpec().name() + ": write it after the command");
                }
            }
        }
        return new RunLast().execute(parsed);
    }
}

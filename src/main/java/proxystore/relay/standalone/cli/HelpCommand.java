package proxystore.relay.standalone.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay help}: prints the help of a command, or all options that are settings. */
@Command(
        name = "help",
        description = {"Shows the help of a command; relay help settings: all settings."},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class HelpCommand implements Callable<Integer> {
    private static final String SETTINGS = "settings";

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A command, as in relay help tokens add; settings for the options that are settings.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws StartFailure {
        CommandLine command = spec.root().commandLine();
        if (names.equals(List.of(SETTINGS))) {
            CommandLine.Help root = command.getHelp();
            RequestedOutput.print(SettingOptions.help() + root.exitCodeListHeading() + root.exitCodeList(), spec);
            return 0;
        }
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new ParameterException(
                        spec.commandLine(), "no help about " + LogText.of(name) + ": it is no command");
            }
            command = next;
        }
        RequestedOutput.print(command.getUsageMessage(), spec);
        return 0;
    }
}

package proxystore.relay.standalone.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import proxystore.relay.config.schema.SpellingSuggestion;
import proxystore.relay.log.LogText;

/** Describes a mistake in a command line in one line, with the command that explains the usage. */
final class UsageMistake {
    private UsageMistake() {}

    /** The mistake, and where to read on. */
    static String text(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String what = mistake instanceof UnmatchedArgumentException unmatched
                ? unknown(command.getCommandSpec(), unmatched.getUnmatched().get(0))
                : String.valueOf(mistake.getMessage());
        return what + " (see " + command.getCommandSpec().qualifiedName() + " --help)";
    }

    private static String unknown(CommandSpec command, String argument) {
        if (argument.startsWith("-")) {
            String name = argument.split("=", 2)[0];
            return "unknown option " + LogText.of(name) + suggestion(name, optionNames(command));
        }
        if (command.findOption("--" + argument) != null) {
            return "unknown command " + LogText.of(argument) + ", did you mean --" + argument + "?";
        }
        if (argument.endsWith(".toml") && command.findOption("--config") != null) {
            return "unexpected argument " + LogText.of(argument) + ", did you mean -c " + LogText.of(argument) + "?";
        }
        Collection<String> commands = command.subcommands().keySet();
        if (commands.isEmpty() || !command.positionalParameters().isEmpty()) {
            return "unexpected argument " + LogText.of(argument);
        }
        return "unknown command " + LogText.of(argument)
                + SpellingSuggestion.to(argument, commands)
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElse("; commands: " + String.join(", ", commands));
    }

    private static List<String> optionNames(CommandSpec command) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            names.addAll(Arrays.asList(option.names()));
        }
        return names;
    }

    private static String suggestion(String name, Collection<String> candidates) {
        return SpellingSuggestion.to(name, candidates)
                .map(nearest -> ", did you mean " + nearest + "?")
                .orElse("");
    }
}

package proxystore.relay.standalone.cli;

import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import proxystore.relay.config.Settings;
import proxystore.relay.config.schema.Setting;

/**
 * The help of the commands that have an option for each setting: one line for each usual option and each subcommand, so that
 * it fits, with the next prompt, a terminal of 24 lines and 80 columns. {@code relay help settings} has the other options.
 */
final class ShortHelp {
    private static final int OPTION_WIDTH = 21;
    private static final int COMMAND_WIDTH = 16;

    /** What ends the first clause of a description. */
    private static final Pattern CLAUSE_END = Pattern.compile("[;.](\\s|$)");

    private ShortHelp() {}

    /** Shortens the help of a command. */
    static void use(CommandLine command) {
        Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, ShortHelp::options);
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, ShortHelp::commands);
        sections.remove(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING);
        sections.remove(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);
    }

    private static String options(Help help) {
        return help.commandSpec().options().stream()
                .filter(option -> option.group() == null && !option.hidden() && !option.versionHelp())
                .sorted(Comparator.comparing(OptionSpec::usageHelp))
                .map(option -> option.usageHelp()
                        ? row("-h, --help", OPTION_WIDTH, "Show this help; -V, --version shows the version")
                        : row(names(option), OPTION_WIDTH, firstClause(option.description()) + defaultValue(option)))
                .collect(Collectors.joining());
    }

    private static String names(OptionSpec option) {
        return (option.names().length == 1 ? "    " : "") + ManPage.names(option);
    }

    private static String defaultValue(OptionSpec option) {
        return Settings.all().stream()
                .filter(setting ->
                        setting.flag().filter(option.longestName()::equals).isPresent())
                .findFirst()
                .flatMap(Setting::defaultText)
                .map(value -> " (default " + value.replace("\"", "") + ")")
                .orElse("");
    }

    private static String commands(Help help) {
        return help.subcommands().entrySet().stream()
                .map(command -> row(
                        command.getKey(),
                        COMMAND_WIDTH,
                        firstClause(
                                command.getValue().commandSpec().usageMessage().description())))
                .collect(Collectors.joining());
    }

    private static String firstClause(String... description) {
        return CLAUSE_END.split(String.format(description[0]), 2)[0];
    }

    private static String row(String name, int width, String text) {
        return String.format("  %-" + width + "s  %s%n", name, text);
    }
}

package proxystore.relay.standalone.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import proxystore.relay.RelayVersion;

/**
 * The manual page of a program, in the format of man(7): the program, its options and each of its commands. A command lists the
 * options that the program itself does not have.
 */
final class ManPage {
    /** {@code %n}, as {@link String#format} writes it. */
    private static final String LINE_END = System.lineSeparator();

    private final CommandSpec program;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandLine program) {
        this.program = program.getCommandSpec();
    }

    /** The whole page. */
    String text() {
        String name = program.name();
        request(".TH", name.toUpperCase(Locale.ROOT), "1", "", name + " " + RelayVersion.text(), "User Commands");
        request(".SH", "NAME");
        line(name + " - " + lowerFirst(description(program).get(0)));
        request(".SH", "SYNOPSIS");
        synopsis(program);
        request(".SH", "DESCRIPTION");
        description(program).forEach(this::line);
        footer(program);
        request(".SH", "OPTIONS");
        arguments(ungrouped(program).toList());
        for (ArgGroupSpec group : program.argGroups()) {
            request(".SS", format(group.heading()).strip().replaceFirst(":$", ""));
            arguments(List.copyOf(group.args()));
        }
        request(".SH", "COMMANDS");
        program.subcommands().values().forEach(command -> command(command.getCommandSpec()));
        request(".SH", "EXIT STATUS");
        program.usageMessage().exitCodeList().forEach((code, meaning) -> {
            request(".TP");
            line(code);
            line(meaning);
        });
        return page.toString();
    }

    private void command(CommandSpec command) {
        if (command.usageMessage().hidden()) {
            return;
        }
        request(".SS", command.qualifiedName());
        synopsis(command);
        request(".PP");
        description(command).forEach(this::line);
        arguments(command.positionalParameters());
        arguments(ungrouped(command).filter(option -> !isOfProgram(option)).toList());
        if (!command.argGroups().isEmpty()) {
            request(".PP");
            line("The options that configure a relay have the same meaning as in OPTIONS.");
        }
        footer(command);
        command.subcommands().values().forEach(part -> command(part.getCommandSpec()));
    }

    private static Stream<OptionSpec> ungrouped(CommandSpec command) {
        return command.options().stream().filter(option -> option.group() == null);
    }

    private boolean isOfProgram(OptionSpec option) {
        OptionSpec same = program.findOption(option.longestName());
        return same != null && Arrays.equals(same.description(), option.description());
    }

    /** The name of each argument with its description. */
    private void arguments(List<? extends ArgSpec> arguments) {
        for (ArgSpec argument : arguments) {
            if (!argument.hidden()) {
                request(".TP");
                line(names(argument));
                Arrays.stream(argument.description())
                        .map(text -> format(text).replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue())))
                        .forEach(this::line);
            }
        }
    }

    /** The names of an option with the label of its value, or the label of a positional parameter. */
    static String names(ArgSpec argument) {
        if (argument instanceof PositionalParamSpec) {
            return argument.paramLabel();
        }
        OptionSpec option = (OptionSpec) argument;
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private void synopsis(CommandSpec command) {
        preformatted(new Help(command, Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .lines()
                .toList());
    }

    private void footer(CommandSpec command) {
        List<String> lines = Arrays.stream(command.usageMessage().footer())
                .map(text -> format(text).replaceFirst("^\n", ""))
                .flatMap(text -> Arrays.stream(text.split("\n", -1)))
                .dropWhile(String::isBlank)
                .toList();
        if (!lines.isEmpty()) {
            request(".PP");
            preformatted(lines);
        }
    }

    private static List<String> description(CommandSpec command) {
        List<String> sentences = new ArrayList<>();
        for (String text : command.usageMessage().description()) {
            format(text).lines().filter(line -> !line.isBlank()).forEach(sentences::add);
        }
        return sentences;
    }

    /** As picocli prints a text. */
    private static String format(String text) {
        return String.format(text).replace(LINE_END, "\n");
    }

    private static String lowerFirst(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
                + sentence.substring(1).replaceFirst("\\.$", "");
    }

    private void preformatted(List<String> lines) {
        request(".nf");
        lines.forEach(this::line);
        request(".fi");
    }

    private void request(String name, String... arguments) {
        page.append(name);
        for (String argument : arguments) {
            page.append(" \"").append(escaped(argument)).append('"');
        }
        page.append('\n');
    }

    /** A line of text. A dot or an apostrophe at its beginning would make it a request. */
    private void line(String text) {
        page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
                .append(escaped(text))
                .append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    }
}

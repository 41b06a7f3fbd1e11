package proxystore.relay.standalone.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import proxystore.relay.config.Settings;
import proxystore.relay.config.WrappedText;
import proxystore.relay.config.schema.Setting;

/**
 * The options that configure a relay: {@code --config}, those of ProxyStore's relay, and one for each further setting
 * that is not a secret. Their values are texts here; the configuration reads and checks them like those of its other
 * sources.
 */
final class SettingOptions {
    private static final int WIDTH = 80;

    private static final String HELP_HEADER = """
            The settings of the relay. Each has an option, a key in relay.toml (-c FILE) and
            an environment variable. Options win over the environment, and the environment
            over the file. Secrets are no options: every user of the machine sees a command
            line. relay print-config prints a relay.toml with all defaults.

            """;

    private SettingOptions() {}

    /** Adds the options to a command. */
    static void addTo(CommandSpec command) {
        command.addOption(OptionSpec.builder(CommandLineSettings.CONFIG_FILE)
                .type(String.class)
                .paramLabel("PATH")
                .description("Configuration file, relay.toml.")
                .build());
        ArgGroupSpec.Builder further = ArgGroupSpec.builder()
                .heading("%nThe other settings of the configuration file:%n")
                .validate(false)
                .order(1);
        for (Setting<?> setting : Settings.all()) {
            String flag = setting.flag().orElse("");
            Optional<String> placeholder = setting.proxyStorePlaceholder();
            if (placeholder.isPresent()) {
                command.addOption(option(setting, flag, placeholder.get()));
            } else if (!flag.isEmpty()) {
                further.addArg(option(setting, flag, "VALUE"));
            }
        }
        command.addArgGroup(further.build());
    }

    private static OptionSpec option(Setting<?> setting, String flag, String label) {
        return OptionSpec.builder(flag)
                .type(String.class)
                .paramLabel(label)
                .description(description(setting).replace("%", "%%"))
                .build();
    }

    private static String description(Setting<?> setting) {
        return setting.description().replace(Setting.STANDALONE_ONLY, "") + " Allowed: " + setting.allowed()
                + setting.defaultText().map(text -> "; default " + text).orElse("") + ".";
    }

    /** All settings with their options, keys and variables, in lines of at most {@value #WIDTH} characters. */
    static String help() {
        StringBuilder text = new StringBuilder(HELP_HEADER);
        for (Setting<?> setting : Settings.all()) {
            text.append(setting.flag().map(flag -> flag + "=VALUE").orElse("(no option)"))
                    .append('\n')
                    .append(WrappedText.of(setting.key() + " " + setting.environmentVariable(), "  ", WIDTH))
                    .append(WrappedText.of(description(setting), "    ", WIDTH));
        }
        return text.toString();
    }

    /** The settings of a parsed command line, unchecked. */
    static CommandLineSettings given(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : Settings.all()) {
            String flag = setting.flag().orElse("");
            if (parsed.hasMatchedOption(flag)) {
                flags.put(setting.key(), parsed.matchedOptionValue(flag, ""));
            }
        }
        String configFile = parsed.matchedOptionValue(CommandLineSettings.CONFIG_FILE[0], null);
        return new CommandLineSettings(Optional.ofNullable(configFile), flags);
    }
}

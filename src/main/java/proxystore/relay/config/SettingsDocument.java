package proxystore.relay.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/** The table of settings as documents. */
public final class SettingsDocument {
    private static final String HEADER = """
            # relay.toml: every setting of the relay with its default.
            # A setting can also come from an environment variable (named below), from a servlet context-param
            # (relay. and the key, as in relay.outbox.max_bytes) or from an option (see relay help settings).
            # Options win over the environment, this over context-params, these over this file.
            # Relative paths are relative to the directory in which the relay is started.
            """;

    /** Longest line of a comment in characters. */
    private static final int WIDTH = 100;

    private SettingsDocument() {}

    /** A commented {@code relay.toml} with every setting and its default; those without a default are commented out. */
    public static String toml() {
        return HEADER + "\n" + tables(SettingsDocument::documented);
    }

    /** The table of the settings page, in Markdown. */
    public static String markdown() {
        return Settings.all().stream().map(SettingsDocument::row).collect(Collectors.joining("", """
                        | Key in `relay.toml` | Environment variable | Context-param | Default | Allowed | At run time | What it sets |
                        |---|---|---|---|---|---|---|
                        """, ""));
    }

    /** A {@code relay.toml} with the values, each with its origin, and masks in place of secrets. */
    static String effective(SettingValues values) {
        return tables(setting -> line(setting, values));
    }

    private static String tables(Function<Setting<?>, String> lines) {
        StringBuilder text = new StringBuilder();
        String table = "";
        for (Setting<?> setting : Settings.all()) {
            if (!setting.table().equals(table)) {
                table = setting.table();
                text.append(text.toString().endsWith("\n\n") ? "" : "\n")
                        .append('[')
                        .append(table)
                        .append("]\n");
            }
            text.append(lines.apply(setting));
        }
        return text.toString();
    }

    private static String documented(Setting<?> setting) {
        return WrappedText.of(setting.description(), "# ", WIDTH)
                + WrappedText.of(sentence(setting.allowed()) + "; " + setting.environmentVariable(), "# ", WIDTH)
                + setting.defaultText()
                        .map(value -> setting.name() + " = " + value)
                        .orElse("#" + setting.name() + " = " + setting.exampleText())
                + "\n\n";
    }

    private static <T> String line(Setting<T> setting, SettingValues values) {
        Optional<T> value = values.find(setting);
        return value.map(known -> setting.name() + " = " + setting.write(known)).orElse("#" + setting.name() + " =")
                + values.origin(setting).map(origin -> "  # " + origin).orElse("")
                + "\n";
    }

    private static String row(Setting<?> setting) {
        return "| `" + setting.key() + "` | `" + setting.environmentVariable() + "` | `" + setting.contextParameter()
                + "` | "
                + setting.defaultText().map(value -> "`" + value + "`").orElse("–") + " | " + setting.allowed() + " | "
                + setting.applied() + " | " + setting.description() + " |\n";
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

package proxystore.relay.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;
import proxystore.relay.config.schema.SpellingSuggestion;

/** Reads a {@code relay.toml} into the values of settings. */
final class TomlFile {
    /** Windows Notepad, among others, writes it at the start of a file; it is not part of the text. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Keys that ProxyStore's guide documents and its relay (0.6 to 1.0) ignores, with the effective keys. */
    private static final Map<String, String> IGNORED_BY_PROXYSTORE = Map.of(
            "logging.default_log_level", "logging.default_level",
            "logging.websockets_log_level", "logging.websockets_level",
            "logging.connected_client_logging_interval", "logging.current_client_interval",
            "logging.connected_client_logging_limit", "logging.current_client_limit");

    private final Path file;
    private final TomlParseResult root;
    private final List<String> warnings = new ArrayList<>();

    private TomlFile(Path file, TomlParseResult root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file into the values.
     *
     * @return a warning of one line for each key without effect
     * @throws ConfigException if it cannot be read, is not TOML (1.0), or has an unknown key or a value that is not
     *     allowed
     */
    static List<String> read(Path file, SettingValues values) throws ConfigException {
        TomlParseResult root = Toml.parse(text(file), TomlParseOptions.sourceless());
        if (root.hasErrors()) {
            TomlParseError first = root.errors().get(0);
            TomlPosition position = first.position();
            throw new ConfigException(
                    file + ":" + position.line() + ":" + position.column() + ": " + first.getMessage());
        }
        TomlFile read = new TomlFile(file, root);
        read.table(root, List.of(), values);
        return read.warnings;
    }

    private static String text(Path file) throws ConfigException {
        try {
            String text = Files.readString(file);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (NoSuchFileException missing) {
            String where = file.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath();
            throw new ConfigException(file + ": no such file" + where);
        } catch (AccessDeniedException denied) {
            throw new ConfigException(file + ": permission denied");
        } catch (CharacterCodingException notText) {
            throw new ConfigException(file + ": not UTF-8 text");
        } catch (IOException unreadable) {
            throw new ConfigException(file + ": cannot be read: " + unreadable.getMessage());
        }
    }

    private void table(TomlTable table, List<String> path, SettingValues values) throws ConfigException {
        for (String name : table.keySet()) {
            List<String> here = new ArrayList<>(path);
            here.add(name);
            entry(here, values);
        }
    }

    private void entry(List<String> path, SettingValues values) throws ConfigException {
        String key = Toml.joinKeyPath(path);
        Object raw = root.get(path);
        Optional<Setting<?>> setting = Settings.find(key);
        if (setting.isPresent()) {
            try {
                values.read(setting.get(), raw instanceof TomlArray array ? array.toList() : raw, place(path));
            } catch (InvalidSettingException invalid) {
                throw new ConfigException(place(path) + ": " + invalid.getMessage(), key);
            }
        } else if (IGNORED_BY_PROXYSTORE.containsKey(key)) {
            warnings.add(place(path) + ": " + key + " has no effect, here as in ProxyStore; the key that works is "
                    + IGNORED_BY_PROXYSTORE.get(key));
        } else if (Settings.all().stream().noneMatch(known -> known.key().startsWith(key + "."))) {
            boolean table = raw instanceof TomlTable;
            throw new ConfigException(
                    place(path) + ": " + key
                            + (table ? ": unknown table" + tableHint(key) : ": unknown key" + hint(key)),
                    key);
        } else if (raw instanceof TomlTable table) {
            table(table, path, values);
        } else {
            throw new ConfigException(place(path) + ": " + key + ": must be a table, [" + key + "]", key);
        }
    }

    private String place(List<String> path) {
        TomlPosition position = root.inputPositionOf(path);
        return position == null ? file.toString() : file + ":" + position.line();
    }

    /** Suggests the table that was probably meant, or else all tables. */
    private static String tableHint(String key) {
        List<String> tables = Settings.all().stream()
                .map(Setting::table)
                .filter(table -> !table.isEmpty())
                .distinct()
                .toList();
        return SpellingSuggestion.to(key, tables)
                .map(nearest -> ", did you mean [" + nearest + "]?")
                .orElse(" (tables: " + String.join(", ", tables) + ")");
    }

    /** Suggests the key that was probably meant, or else the keys of the table. */
    private static String hint(String key) {
        Optional<String> nearest = SpellingSuggestion.to(
                        key, Settings.all().stream().map(Setting::key).toList())
                .or(() -> Settings.all().stream()
                        .filter(known -> known.name().equals(key.substring(key.lastIndexOf('.') + 1)))
                        .map(Setting::key)
                        .findFirst());
        String table = key.substring(0, Math.max(key.lastIndexOf('.'), 0));
        String known = Settings.all().stream()
                .filter(setting -> setting.table().equals(table))
                .map(Setting::name)
                .collect(Collectors.joining(", "));
        return nearest.map(meant -> ", did you mean " + meant + "?")
                .orElse(known.isEmpty() ? "" : " (allowed here: " + known + ")");
    }
}

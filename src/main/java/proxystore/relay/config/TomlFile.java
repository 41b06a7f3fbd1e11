package proxystore.relay.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** The layer that a {@code relay.toml} is. */
final class TomlFile {
    private final Path file;
    private final TomlParseResult root;

    private TomlFile(Path file, TomlParseResult root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file into the values.
     *
     * @throws ConfigException if it cannot be read, is not TOML (1.0), or has an unknown key or a value that is not
     *     allowed
     */
    static void read(Path file, SettingValues values) throws ConfigException {
        TomlParseResult root = Toml.parse(text(file), TomlParseOptions.sourceless());
        if (root.hasErrors()) {
            TomlParseError first = root.errors().get(0);
            TomlPosition position = first.position();
            throw new ConfigException(
                    file + ":" + position.line() + ":" + position.column() + ": " + first.getMessage());
        }
        new TomlFile(file, root).table(root, List.of(), values);
    }

    private static String text(Path file) throws ConfigException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new ConfigException(file + ": no such file");
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
                throw new ConfigException(place(path) + ": " + invalid.getMessage());
            }
        } else if (Settings.all().stream().noneMatch(known -> known.key().startsWith(key + "."))) {
            throw new ConfigException(place(path) + ": " + key + ": unknown key" + hint(key));
        } else if (raw instanceof TomlTable table) {
            table(table, path, values);
        } else {
            throw new ConfigException(place(path) + ": " + key + ": must be a table, [" + key + "]");
        }
    }

    private String place(List<String> path) {
        TomlPosition position = root.inputPositionOf(path);
        return position == null ? file.toString() : file + ":" + position.line();
    }

    /** The key that was probably meant, or else the keys of the table that was meant. */
    private static String hint(String key) {
        Optional<String> nearest = Nearest.to(
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

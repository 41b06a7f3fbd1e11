package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.fuzz.Claims;
import proxystore.relay.fuzz.FuzzTarget;

/**
 * Fuzz target: any bytes, as a {@code relay.toml}; behind a first line {@code environment}, as lines {@code NAME=value}.
 *
 * <ul>
 *   <li>Only {@link ConfigException} is thrown, with one line; for a file it begins with its name.
 *   <li>Warnings are one line each.
 *   <li>The printed configuration is a {@code relay.toml} with the same values; it shows no secret.
 * </ul>
 */
public final class TomlFuzz {
    private static final int BYTES_PER_BYTE = 20_000;
    private static final int MAX_MESSAGE_LENGTH = 1_001;
    private static final String ENVIRONMENT = "environment\n";
    /** The origins in the printed configuration, which name the file. */
    private static final Pattern ORIGINS = Pattern.compile("(?m)  # \\S.*$");

    private static final Path FILE = FuzzTarget.temporaryFile("relay.toml");

    private TomlFuzz() {}

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.UTF_8);
        boolean inEnvironment = text.startsWith(ENVIRONMENT);
        if (!inEnvironment) {
            Files.write(FILE, input);
        }
        Optional<LoadedConfig> loaded = Claims.boundedMemory(
                input.length,
                BYTES_PER_BYTE,
                () -> inEnvironment
                        ? load(Optional.empty(), environment(text.substring(ENVIRONMENT.length())))
                        : load(Optional.of(FILE), Map.of()));
        if (loaded.isPresent()) {
            loaded.get().warnings().forEach(warning -> Claims.oneLine(warning, MAX_MESSAGE_LENGTH));
            String printed = withoutOrigins(loaded.get());
            Files.writeString(FILE, printed);
            assertThat(load(Optional.of(FILE), Map.of()).map(TomlFuzz::withoutOrigins))
                    .hasValue(printed);
        }
    }

    private static Optional<LoadedConfig> load(Optional<Path> file, Map<String, String> environment) {
        try {
            return Optional.of(ConfigLoader.load(file, environment, Map.of(), Map.of()));
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage());
            Claims.oneLine(message, MAX_MESSAGE_LENGTH);
            assertThat(message).doesNotContain("Exception");
            if (file.isPresent()) {
                assertThat(message).startsWith(FILE + ":");
            }
            return Optional.empty();
        }
    }

    private static Map<String, String> environment(String text) {
        Map<String, String> environment = new HashMap<>();
        text.lines().filter(line -> line.indexOf('=') > 0).forEach(line -> {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return environment;
    }

    private static String withoutOrigins(LoadedConfig loaded) {
        return ORIGINS.matcher(loaded.effective()).replaceAll("");
    }
}

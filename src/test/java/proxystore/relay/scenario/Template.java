package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file that users copy, which tests use with nothing but ports, addresses and file names replaced. */
final class Template {
    private Template() {}

    /**
     * Writes the file with these replacements; each of what they replace must be in it.
     *
     * @return {@code copy}
     */
    static Path fill(Path template, Path copy, Map<String, String> replacements) throws IOException {
        String text = Files.readString(template);
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            assertThat(text).as("%s", template).contains(replacement.getKey());
            text = text.replace(replacement.getKey(), replacement.getValue());
        }
        return Files.writeString(copy, text);
    }

    /** A file of those that set a container up. */
    static Path of(String name) {
        return Path.of("src/main/containers", name);
    }
}

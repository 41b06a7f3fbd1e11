package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No two types of the project, tests and nested types included, share a simple name. */
class SimpleNamesTest {
    @Test
    void simpleNamesAreUnique() throws IOException, URISyntaxException {
        Map<String, List<String>> types = new TreeMap<>();
        for (Class<?> inEachDirectory : List.of(Relay.class, SimpleNamesTest.class)) {
            Path directory = Path.of(inEachDirectory
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(directory)) {
                files.map(file -> directory.relativize(file).toString())
                        .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                        .forEach(file -> types.computeIfAbsent(simpleName(file), name -> new ArrayList<>())
                                .add(file));
            }
        }
        assertThat(types).containsKeys("Relay", "SimpleNamesTest");

        types.keySet().removeIf(name -> name.isEmpty() || Character.isDigit(name.charAt(0))); // anonymous and local
        types.values().removeIf(files -> files.size() == 1);

        assertThat(types).isEmpty();
    }

    /** {@code a/Outer$Inner.class} as {@code Inner}. */
    private static String simpleName(String file) {
        return file.substring(Math.max(file.lastIndexOf('$'), file.lastIndexOf('/')) + 1, file.lastIndexOf('.'));
    }
}

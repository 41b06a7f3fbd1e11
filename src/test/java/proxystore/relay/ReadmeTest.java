package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import proxystore.relay.config.SettingsDocument;

/** What the README shows is what the project has. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");

    @Test
    void showsEverySettingWithItsDefault() throws IOException {
        assertThat(Files.readString(README))
                .contains(SettingsDocument.markdown().strip());
    }

    @TestFactory
    List<DynamicTest> showsTheConfigurationFilesThatTheTestsRun() throws IOException {
        String readme = Files.readString(README);
        try (Stream<Path> containers = Files.list(Path.of("src/main/containers"));
                Stream<Path> proxies = Files.list(Path.of("src/main/proxies"))) {
            return Stream.concat(containers, proxies)
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> assertThat(readme)
                                    .contains(Files.readString(file).strip())))
                    .toList();
        }
    }
}

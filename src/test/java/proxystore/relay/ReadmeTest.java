package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.config.Settings;
import proxystore.relay.config.SettingsDocument;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.ReturnReason;

/** The README and the pages behind it show what the project has. */
class ReadmeTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Pattern SETTING = Pattern.compile("`([a-z]+\\.[a-z_.]+)`");
    private static final Pattern EVENT = Pattern.compile("`([A-Z_]{4,})`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void theSettingsPageShowsEverySettingWithItsDefault() throws IOException {
        assertThat(Files.readString(PAGES.resolve("settings.md")))
                .contains(SettingsDocument.markdown().strip());
    }

    @Test
    void thePageOfLimitsNamesSettingsAndEventsThatExist() throws IOException {
        String page = Files.readString(PAGES.resolve("limits.md"));
        List<String> keys = Settings.all().stream().map(Setting::key).toList();
        assertThat(page.lines()
                        .filter(line -> line.startsWith("| "))
                        .flatMap(line -> SETTING.matcher(line).results())
                        .map(key -> key.group(1)))
                .hasSizeGreaterThan(30)
                .isSubsetOf(keys);
        List<String> events = Stream.concat(Stream.of(Refusal.values()), Stream.of(ReturnReason.values()))
                .map(Enum::name)
                .toList();
        assertThat(EVENT.matcher(page).results().map(event -> event.group(1)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(events);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkToAFileResolves(Path page) {
        assertThat(targets(page)).allSatisfy(target -> assertThat(target).exists());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aPageLinksToEachConfigurationFileThatTheTestsRun(Path file) throws IOException {
        assertThat(pages().flatMap(page -> targets(page).stream()))
                .contains(file.toAbsolutePath().normalize());
    }

    static Stream<Path> pages() throws IOException {
        return Stream.concat(
                Stream.of(Path.of("README.md"), Path.of(".github/CONTRIBUTING.md"), Path.of(".github/SECURITY.md")),
                files(PAGES));
    }

    static Stream<Path> configurations() throws IOException {
        return Stream.concat(
                Stream.concat(files(Path.of("src/main/containers")), files(Path.of("src/main/monitoring"))),
                files(Path.of("src/main/proxies")));
    }

    private static Stream<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    /** The files that a page links to. */
    private static List<Path> targets(Path page) {
        try {
            return LINK.matcher(Files.readString(page))
                    .results()
                    .map(link ->
                            page.toAbsolutePath().resolveSibling(link.group(1)).normalize())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

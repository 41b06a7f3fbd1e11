package proxystore.relay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

/** Every name, label and label's value that the alert rules and the dashboard query occurs in a scrape. */
class MonitoringFilesTest {
    private static final Path FILES = Path.of("src/main/monitoring");

    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-z_]+\\b(?! *\\()");

    /** What Prometheus itself adds. */
    private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

    private static final Scraped SCRAPED =
            new Scraped(new Relay(RelayConfig.defaults()).metrics().scrape("").text());
    private static final Map<String, Set<String>> LABELS = SCRAPED.labels();

    static Stream<String> queries() throws IOException {
        return Stream.concat(alerts(), dashboard());
    }

    private static Stream<String> alerts() throws IOException {
        return Files.readString(FILES.resolve("alerts.yml"))
                .lines()
                .filter(line -> line.strip().startsWith("expr: "))
                .map(line -> line.strip().substring("expr: ".length()));
    }

    private static Stream<String> dashboard() throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(FILES.resolve("dashboard.json")))) {
            return reader.readObject().getJsonArray("panels").getValuesAs(JsonObject.class).stream()
                    .flatMap(panel -> panel.getJsonArray("targets").getValuesAs(JsonObject.class).stream())
                    .map(target -> target.getString("expr"));
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aQueryFindsWhatItNames(String query) {
        String bare = GROUPING.matcher(query.replaceAll("\\[[^]]*]", "")).replaceAll("");
        Set<String> names = new TreeSet<>();
        NAME.matcher(bare.replaceAll("\\{[^}]*}", "").replaceAll("[0-9.]+", ""))
                .results()
                .map(MatchResult::group)
                .forEach(names::add);
        names.remove("up");
        assertThat(LABELS.keySet()).containsAll(names);
        Set<String> known = new TreeSet<>(TARGET_LABELS);
        names.forEach(name -> known.addAll(Objects.requireNonNull(LABELS.get(name))));
        GROUPING.matcher(query)
                .results()
                .flatMap(grouping -> Stream.of(grouping.group(1).split(", ", -1)))
                .forEach(label -> assertThat(known).contains(label));
        SELECTOR.matcher(query)
                .results()
                .forEach(selector -> MATCHER.matcher(selector.group(2))
                        .results()
                        .filter(matcher -> !TARGET_LABELS.contains(matcher.group(1)))
                        .forEach(matcher -> assertThat(SCRAPED.values(selector.group(1), matcher.group(1)))
                                .containsAll(Set.of(matcher.group(3).split("\\|", -1)))));
    }

    @Test
    void allMetersOfTheRelayAreOnTheDashboard() throws IOException {
        String all = String.join("\n", queries().toList());

        assertThat(Stream.of(RelayMeter.values()).filter(meter -> meter != RelayMeter.VERSION))
                .filteredOn(meter -> !all.contains(meter.text()))
                .containsExactly(RelayMeter.OPENED);
    }

    @Test
    void thePageAboutMonitoringHasTheTableOfMeters() throws IOException {
        assertThat(Files.readString(Path.of("src/site/markdown/monitoring.md"))).contains(RelayMeter.markdown());
    }
}

package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final BenchCounters counters = new BenchCounters();

    private Report report(Mode mode, GeneratorLoad generatorLoad, Optional<String> ended, boolean broken) {
        Histogram latency = BenchCounters.noLatencies();
        latency.recordValueWithCount(2_000_000, 99);
        latency.recordValue(500_000_000);
        return new Report(new BenchResult(
                new Target(URI.create("ws://h/"), Optional.empty(), Optional.empty()),
                new BenchPlan(mode, BenchGeneration.MIXED, 1, 5, 700, 10, Duration.ZERO, Duration.ofSeconds(10)),
                counters,
                10,
                12.5,
                latency,
                generatorLoad,
                ended,
                broken));
    }

    private static JsonObject json(Report report) {
        assertThat(report.json()).hasLineCount(1);
        try (JsonReader reader = Json.createReader(new StringReader(report.json()))) {
            return reader.readObject();
        }
    }

    @Test
    void jsonHasEveryValue() {
        counters.sent.add(100);
        counters.delivered.add(100);
        counters.opened.add(2);

        JsonObject json = json(report(Mode.RATE, new GeneratorLoad(0.25, 4, 0.5, 0.07), Optional.empty(), false));

        assertThat(json.getString("mode")).isEqualTo("rate");
        assertThat(json.getString("protocol")).isEqualTo("mixed");
        assertThat(json.getJsonObject("messages").getInt("delivered")).isEqualTo(100);
        assertThat(json.getJsonObject("connections").getInt("opened")).isEqualTo(2);
        assertThat(json.getJsonObject("latency_ms").getInt("count")).isEqualTo(100);
        assertThat(json.getJsonObject("latency_ms").getJsonNumber("p50").doubleValue())
                .isBetween(1.99, 2.01);
        assertThat(json.getJsonObject("latency_ms").getJsonNumber("max").doubleValue())
                .isBetween(499.0, 501.0);
        assertThat(json.getJsonObject("generator").getBoolean("bottleneck")).isFalse();
        assertThat(json.getJsonArray("warnings")).isEmpty();
        assertThat(json.getBoolean("sound")).isTrue();
        assertThat(json.isNull("ended")).isTrue();
        assertThat(json.isNull("problem")).isTrue();
    }

    @Test
    void bottleneckIsInBothForms() {
        Report report = report(Mode.RATE, new GeneratorLoad(1, 2, 1, 5), Optional.empty(), false);

        assertThat(report.table()).contains("warning: this program used 100 % of its 2 cores");
        assertThat(json(report).getJsonObject("generator").getBoolean("bottleneck"))
                .isTrue();
        assertThat(json(report).getJsonArray("warnings")).hasSize(3);
        assertThat(report.sound()).isTrue();
    }

    @Test
    void lostMessageIsInBothFormsAndIsNotSound() {
        counters.lost.increment();
        counters.problem("not every message arrived");
        Report report = report(Mode.THROUGHPUT, new GeneratorLoad(0, 2, 0, 0), Optional.empty(), false);

        assertThat(report.sound()).isFalse();
        assertThat(report.table()).contains("1 lost", "problem: not every message arrived");
        assertThat(json(report).getBoolean("sound")).isFalse();
        assertThat(json(report).getString("problem")).isEqualTo("not every message arrived");
    }

    @Test
    void benchThatTheRelayEndsIsUnsoundAndAnInterruptedOneIsNot() {
        GeneratorLoad generatorLoad = new GeneratorLoad(0, 2, 0, 0);

        assertThat(report(Mode.RATE, generatorLoad, Optional.of("no connection was left"), true)
                        .sound())
                .isFalse();
        Report interrupted = report(Mode.RATE, generatorLoad, Optional.of("interrupted"), false);
        assertThat(interrupted.sound()).isTrue();
        assertThat(interrupted.table()).contains("ended early  interrupted");
        assertThat(json(interrupted).getString("ended")).isEqualTo("interrupted");
    }

    @Test
    void tableNamesTheUnitAndTheMeasuredLatency() {
        GeneratorLoad generatorLoad = new GeneratorLoad(0, 2, 0, 0);

        assertThat(report(Mode.RATE, generatorLoad, Optional.empty(), false).table())
                .contains("12.5 messages a second", "from due time to receipt", "p99.9", "500.");
        assertThat(report(Mode.SIGNAL, generatorLoad, Optional.empty(), false).table())
                .contains("12.5 sessions a second", "from connect to answer");
        assertThat(report(Mode.CONNECT, generatorLoad, Optional.empty(), false).table())
                .contains("12.5 connections a second", "from connect to registered");
    }
}

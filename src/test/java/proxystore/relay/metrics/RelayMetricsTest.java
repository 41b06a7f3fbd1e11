package proxystore.relay.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.ReturnReason;
import proxystore.relay.events.TokenOutcome;
import proxystore.relay.message.Generation;

class RelayMetricsTest {
    private final Relay relay = new Relay(RelayConfig.of(Map.of("outbox.max_total_bytes", "4000000")));

    private Scraped scrape() {
        return new Scraped(relay.metrics().scrape("*/*").text());
    }

    @Test
    void aScrapeHasEachMeterWithItsLabelAndNoOther() {
        Scraped scraped = scrape();

        assertThat(Arrays.stream(RelayMeter.values())).allSatisfy(meter -> {
            boolean histogram = scraped.text().contains("# TYPE " + meter.text() + " histogram\n");
            String series = histogram ? meter.text() + "_count" : meter.text();
            assertThat(scraped.labels()).containsKey(series);
            assertThat(scraped.labels().get(series))
                    .isEqualTo(meter.label().isEmpty() ? Set.of() : Set.of(meter.label()));
        });
        assertThat(scraped.labels().keySet().stream().filter(name -> name.startsWith("relay_")))
                .allSatisfy(
                        name -> assertThat(Arrays.stream(RelayMeter.values()).map(RelayMeter::text))
                                .contains(name.replaceAll("_(bucket|sum|count)$", "")));
    }

    @Test
    void theJvmAndTheProcessHaveTheirMeters() {
        assertThat(scrape().labels())
                .containsKeys(
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "jvm_gc_collections_seconds_count",
                        "process_cpu_usage",
                        "process_uptime_seconds");
    }

    @Test
    void eventsAreCounted() {
        scrape();
        relay.events().opened();
        relay.events().closed(4004, "client", "");
        relay.events().closed(3333, "client", "");
        relay.events().registered(Generation.V0_5, "client");
        relay.events().refused(Refusal.TAKEOVERS, "client");
        relay.events().forwarded(2500);
        relay.events().sending(200_000);
        relay.events().returned(ReturnReason.UNKNOWN_PEER);
        relay.events().malformed(Generation.V1_0);
        relay.events().pingAnswered(2_000_000);
        relay.events().tokenChecked(TokenOutcome.FORBIDDEN, 30_000_000);
        relay.metrics().countDroppedLines(() -> 9);
        Scraped scraped = scrape();

        assertThat(scraped.value("relay_connections_opened_total")).isEqualTo(1);
        assertThat(scraped.value("relay_connections_closed_total{code=\"4004\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_connections_closed_total{code=\"other\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_registrations_total{generation=\"0.5\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_refusals_total{reason=\"takeovers\"}")).isEqualTo(1);
        assertThat(scraped.value("relay_messages_forwarded_total")).isEqualTo(1);
        assertThat(scraped.value("relay_messages_forwarded_bytes_total")).isEqualTo(2500);
        assertThat(scraped.value("relay_message_wait_seconds_bucket{le=\"1.0E-4\"}"))
                .isEqualTo(0);
        assertThat(scraped.value("relay_message_wait_seconds_bucket{le=\"2.5E-4\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_message_wait_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_message_wait_seconds_sum")).isEqualTo(0.0002);
        assertThat(scraped.value("relay_messages_returned_total{reason=\"unknown_peer\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_messages_malformed_total{generation=\"1.0\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_ping_seconds_count")).isEqualTo(1);
        assertThat(scraped.value("relay_token_check_seconds_count{outcome=\"forbidden\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("relay_log_lines_dropped_total")).isEqualTo(9);
        assertThat(scraped.value("relay_outbox_limit_bytes")).isEqualTo(4_000_000);
    }

    @Test
    void whoAsksForOpenMetricsGetsIt() {
        RelayMetrics.Scrape scrape =
                relay.metrics().scrape("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");

        assertThat(scrape.type()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(scrape.text()).endsWith("# EOF\n");
        assertThat(relay.metrics().scrape("").type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(relay.metrics().scrape("").text()).doesNotContain("# EOF");
    }

    /** What clients choose must not become a label: its values would have no bound. */
    @Test
    void theNumberOfSeriesIsBounded() {
        assertThat(scrape().text().lines().filter(line -> line.startsWith("relay_")))
                .hasSizeLessThan(250);
    }
}

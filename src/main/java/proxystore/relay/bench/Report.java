package proxystore.relay.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A bench's figures for people and for programs. */
public final class Report {
    private final BenchResult figures;

    Report(BenchResult figures) {
        this.figures = figures;
    }

    /** Whether the relay did all that was asked of it, as it should: nothing lost, reordered, altered or refused. */
    public boolean sound() {
        return figures.sound();
    }

    /** Several lines, each with its end. */
    public String table() {
        BenchPlan plan = figures.plan();
        BenchCounters tally = figures.tally();
        StringBuilder table = new StringBuilder();
        line(table, "%s of %s for %.1f s", plan.mode(), figures.target().url(), figures.seconds());
        figures.ended().ifPresent(why -> line(table, "  ended early  %s", why));
        line(
                table,
                "  connections  %d opened, %d failed, %d closed by the relay; protocol %s",
                tally.opened.sum(),
                tally.failed.sum(),
                tally.closed.sum(),
                plan.dialect());
        line(
                table,
                "  messages     %d sent, %d delivered, %d lost, %d returned, %d altered, %d reordered, %d unexpected",
                tally.sent.sum(),
                tally.delivered.sum(),
                tally.lost.sum(),
                tally.returned.sum(),
                tally.altered.sum(),
                tally.reordered.sum(),
                tally.unexpected.sum());
        line(table, "  description  %d bytes", plan.sizeBytes());
        line(table, "  rate         %.1f %s a second", figures.perSecond(), figures.unit());
        if (figures.latency().getTotalCount() > 0) {
            line(table, "  latency      %s", figures.latencyMeans());
            for (BenchResult.Percentile percentile : BenchResult.PERCENTILES) {
                line(table, "    %-6s %10.3f ms", percentile.label(), millis(percentile));
            }
        }
        GeneratorLoad strain = figures.strain();
        line(
                table,
                "  this program %.0f %% of %d cores, busiest thread %.0f %%, late by %.2f ms (p99)",
                strain.cpuShare() * 100,
                strain.cores(),
                strain.busiestThread() * 100,
                strain.lateP99Ms());
        strain.warnings().forEach(warning -> line(table, "warning: %s", warning));
        String problem = tally.firstProblem();
        if (problem != null) {
            line(table, "problem: %s", problem);
        }
        return table.toString();
    }

    /** One JSON object on one line. */
    public String json() {
        BenchPlan plan = figures.plan();
        GeneratorLoad strain = figures.strain();
        JsonArrayBuilder warnings = Json.createArrayBuilder();
        strain.warnings().forEach(warnings::add);
        JsonObjectBuilder latency =
                Json.createObjectBuilder().add("count", figures.latency().getTotalCount());
        for (BenchResult.Percentile percentile : BenchResult.PERCENTILES) {
            latency.add(percentile.key(), rounded(millis(percentile)));
        }
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("mode", plan.mode().toString())
                .add("url", figures.target().url().toString())
                .add("protocol", plan.dialect().toString())
                .add("size_bytes", plan.sizeBytes())
                .add("seconds", rounded(figures.seconds()))
                .add("connections", connections())
                .add("messages", messages())
                .add("sessions", figures.tally().sessions.sum())
                .add("unit", figures.unit())
                .add("per_second", rounded(figures.perSecond()))
                .add("latency_ms", latency)
                .add(
                        "generator",
                        Json.createObjectBuilder()
                                .add("cpu_share", rounded(strain.cpuShare()))
                                .add("cores", strain.cores())
                                .add("busiest_thread_share", rounded(strain.busiestThread()))
                                .add("late_p99_ms", rounded(strain.lateP99Ms()))
                                .add("bottleneck", !strain.warnings().isEmpty()))
                .add("warnings", warnings)
                .add("sound", figures.sound());
        figures.ended().ifPresentOrElse(why -> json.add("ended", why), () -> json.addNull("ended"));
        String problem = figures.tally().firstProblem();
        if (problem == null) {
            json.addNull("problem");
        } else {
            json.add("problem", problem);
        }
        return json.build().toString();
    }

    private JsonObjectBuilder connections() {
        BenchCounters tally = figures.tally();
        return Json.createObjectBuilder()
                .add("opened", tally.opened.sum())
                .add("failed", tally.failed.sum())
                .add("closed", tally.closed.sum());
    }

    private JsonObjectBuilder messages() {
        BenchCounters tally = figures.tally();
        return Json.createObjectBuilder()
                .add("sent", tally.sent.sum())
                .add("delivered", tally.delivered.sum())
                .add("lost", tally.lost.sum())
                .add("returned", tally.returned.sum())
                .add("altered", tally.altered.sum())
                .add("reordered", tally.reordered.sum())
                .add("unexpected", tally.unexpected.sum());
    }

    private double millis(BenchResult.Percentile percentile) {
        return figures.latency().getValueAtPercentile(percentile.percent()) / 1e6;
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }

    private static void line(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

package proxystore.relay.bench;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** The report of a bench, as a table and as JSON. */
public final class Report {
    private final BenchResult result;

    Report(BenchResult result) {
        this.result = result;
    }

    /** Whether the relay handled all load without a fault: nothing lost, reordered, altered or refused. */
    public boolean sound() {
        return result.sound();
    }

    /** The table: several lines, each with a line end. */
    public String table() {
        BenchPlan plan = result.plan();
        BenchCounters counters = result.counters();
        StringBuilder table = new StringBuilder();
        line(table, "%s of %s for %.1f s", plan.mode(), result.target().url(), result.seconds());
        result.ended().ifPresent(why -> line(table, "  ended early  %s", why));
        line(
                table,
                "  connections  %d opened, %d failed, %d closed by the relay; protocol %s",
                counters.opened.sum(),
                counters.failed.sum(),
                counters.closed.sum(),
                plan.generations());
        line(
                table,
                "  messages     %d sent, %d delivered, %d lost, %d returned, %d altered, %d reordered, %d unexpected",
                counters.sent.sum(),
                counters.delivered.sum(),
                counters.lost.sum(),
                counters.returned.sum(),
                counters.altered.sum(),
                counters.reordered.sum(),
                counters.unexpected.sum());
        line(table, "  description  %d bytes", plan.sizeBytes());
        line(table, "  rate         %.1f %s a second", result.perSecond(), result.unit());
        if (result.latency().getTotalCount() > 0) {
            line(table, "  latency      %s", result.latencyMeans());
            for (BenchResult.LatencyPercentile percentile : BenchResult.PERCENTILES) {
                line(table, "    %-6s %10.3f ms", percentile.label(), millis(percentile));
            }
        }
        GeneratorLoad generatorLoad = result.generatorLoad();
        line(
                table,
                "  this program %.0f %% of %d cores, busiest thread %.0f %%, late by %.2f ms (p99)",
                generatorLoad.cpuShare() * 100,
                generatorLoad.cores(),
                generatorLoad.busiestThread() * 100,
                generatorLoad.lateP99Ms());
        generatorLoad.warnings().forEach(warning -> line(table, "warning: %s", warning));
        String problem = counters.firstProblem();
        if (problem != null) {
            line(table, "problem: %s", problem);
        }
        return table.toString();
    }

    /** One JSON object on one line. */
    public String json() {
        BenchPlan plan = result.plan();
        GeneratorLoad generatorLoad = result.generatorLoad();
        JsonArrayBuilder warnings = Json.createArrayBuilder();
        generatorLoad.warnings().forEach(warnings::add);
        JsonObjectBuilder latency =
                Json.createObjectBuilder().add("count", result.latency().getTotalCount());
        for (BenchResult.LatencyPercentile percentile : BenchResult.PERCENTILES) {
            latency.add(percentile.key(), rounded(millis(percentile)));
        }
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("mode", plan.mode().toString())
                .add("url", result.target().url().toString())
                .add("protocol", plan.generations().toString())
                .add("size_bytes", plan.sizeBytes())
                .add("seconds", rounded(result.seconds()))
                .add("connections", connections())
                .add("messages", messages())
                .add("sessions", result.counters().sessions.sum())
                .add("unit", result.unit())
                .add("per_second", rounded(result.perSecond()))
                .add("latency_ms", latency)
                .add(
                        "generator",
                        Json.createObjectBuilder()
                                .add("cpu_share", rounded(generatorLoad.cpuShare()))
                                .add("cores", generatorLoad.cores())
                                .add("busiest_thread_share", rounded(generatorLoad.busiestThread()))
                                .add("late_p99_ms", rounded(generatorLoad.lateP99Ms()))
                                .add("bottleneck", !generatorLoad.warnings().isEmpty()))
                .add("warnings", warnings)
                .add("sound", result.sound());
        result.ended().ifPresentOrElse(why -> json.add("ended", why), () -> json.addNull("ended"));
        String problem = result.counters().firstProblem();
        if (problem == null) {
            json.addNull("problem");
        } else {
            json.add("problem", problem);
        }
        return json.build().toString();
    }

    private JsonObjectBuilder connections() {
        BenchCounters counters = result.counters();
        return Json.createObjectBuilder()
                .add("opened", counters.opened.sum())
                .add("failed", counters.failed.sum())
                .add("closed", counters.closed.sum());
    }

    private JsonObjectBuilder messages() {
        BenchCounters counters = result.counters();
        return Json.createObjectBuilder()
                .add("sent", counters.sent.sum())
                .add("delivered", counters.delivered.sum())
                .add("lost", counters.lost.sum())
                .add("returned", counters.returned.sum())
                .add("altered", counters.altered.sum())
                .add("reordered", counters.reordered.sum())
                .add("unexpected", counters.unexpected.sum());
    }

    private double millis(BenchResult.LatencyPercentile percentile) {
        return result.latency().getValueAtPercentile(percentile.percent()) / 1e6;
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }

    private static void line(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

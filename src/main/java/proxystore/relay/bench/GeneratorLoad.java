package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The load on the program that runs the bench.
 *
 * @param cpuShare share of the CPU time of all cores, 0 to 1
 * @param cores number of cores that the program may use
 * @param busiestThread the busiest thread's share of one core
 * @param lateP99Ms delay of actions after their due time, 99th percentile, in milliseconds
 */
record GeneratorLoad(double cpuShare, int cores, double busiestThread, double lateP99Ms) {
    /** Share from which on this program rather than the relay limits the result. */
    static final double FULL = 0.9;

    /** Delay in milliseconds from which on this program contributes noticeably to the latencies. */
    static final double LATE_MS = 1;

    /** Reasons why the result describes this program or its machine rather than the relay. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (cpuShare >= FULL) {
            warnings.add(
                    text("this program used %.0f %% of its %d cores: it is the bottleneck", cpuShare * 100, cores));
        }
        if (busiestThread >= FULL) {
            warnings.add(text(
                    "one of this program's threads used %.0f %% of a core: it is the bottleneck", busiestThread * 100));
        }
        if (lateP99Ms > LATE_MS) {
            warnings.add(
                    text("this program was late by %.1f ms (p99): its machine delays what it measures", lateP99Ms));
        }
        return warnings;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a bench took out of the program that makes it.
 *
 * @param cpuShare CPU time of all cores together, 1 being all of them
 * @param cores the cores that it may use
 * @param busiestThread the busiest thread's share of one core
 * @param lateP99Ms how late it did what was due, 99th percentile, in milliseconds
 */
record GeneratorLoad(double cpuShare, int cores, double busiestThread, double lateP99Ms) {
    /** From this share on the relay could do more if this program could. */
    static final double FULL = 0.9;

    /** Above this the latencies are this program's as much as the relay's. */
    static final double LATE_MS = 1;

    /** Why the figures say more about this program, or the machine that it runs on, than about the relay. */
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

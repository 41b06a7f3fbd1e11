package proxystore.relay.doctor;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import proxystore.relay.bench.SessionDescription;

/** Sends offers from one temporary peer to another, which answers, as endpoints do before they connect directly. */
final class RoundTripStep implements DoctorStep {
    private static final int ROUNDS = 50;
    /** No further round begins after this time. */
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private static final int DESCRIPTION_BYTES = 2_500;

    @Override
    public String name() {
        return "round-trip";
    }

    @Override
    public Need need() {
        return Need.WORKS;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        List<TemporaryPeer> pair = visit.pair();
        PeerExchange delivery = new PeerExchange(visit.plan().limit());
        String description = SessionDescription.of(DESCRIPTION_BYTES);
        double[] millis = new double[ROUNDS];
        int rounds = 0;
        long begin = System.nanoTime();
        try {
            do {
                long sent = System.nanoTime();
                delivery.send(pair.get(0), pair.get(1), "offer", description);
                delivery.send(pair.get(1), pair.get(0), "answer", description);
                millis[rounds++] = (System.nanoTime() - sent) / 1e6;
            } while (rounds < ROUNDS && System.nanoTime() - begin < ENOUGH.toNanos());
        } catch (LinkEnd e) {
            throw e.problem();
        }
        return finding(Arrays.copyOf(millis, rounds), pair);
    }

    private static Finding finding(double[] millis, List<TemporaryPeer> pair) {
        Arrays.sort(millis);
        double median = percentile(millis, 50);
        double high = percentile(millis, 90);
        double longest = millis[millis.length - 1];
        String text = String.format(
                Locale.ROOT,
                "%d offers of %d bytes from generation %s to %s, and their answers: p50 %.1f ms, p90 %.1f ms, max %.1f ms",
                millis.length,
                DESCRIPTION_BYTES,
                pair.get(0).generation(),
                pair.get(1).generation(),
                median,
                high,
                longest);
        return Finding.ok(text)
                .with(Map.of("rounds", millis.length, "p50_ms", median, "p90_ms", high, "max_ms", longest));
    }

    /** The smallest value that this percentage of the sorted values does not exceed. */
    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }
}

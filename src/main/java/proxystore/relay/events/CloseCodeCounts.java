package proxystore.relay.events;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One count for each close code of RFC 6455, section 7.4.1, and of ProxyStore's, and one for all others: a client may send
 * any code from 3000 to 4999. Any thread may count.
 */
public final class CloseCodeCounts {
    /** What all other codes are called. */
    public static final String OTHER = "other";

    private static final int FIRST = 1000;
    private static final int LAST = 1015;
    private static final int FIRST_OF_PROXYSTORE = 4000;
    private static final int LAST_OF_PROXYSTORE = 4004;
    private static final int STANDARD = LAST - FIRST + 1;

    private static final List<String> LABELS = Stream.concat(
                    IntStream.concat(
                                    IntStream.rangeClosed(FIRST, LAST),
                                    IntStream.rangeClosed(FIRST_OF_PROXYSTORE, LAST_OF_PROXYSTORE))
                            .mapToObj(String::valueOf),
                    Stream.of(OTHER))
            .toList();

    private final LongAdder[] counts =
            LABELS.stream().map(label -> new LongAdder()).toArray(LongAdder[]::new);

    /** The codes as texts, and {@link #OTHER}. */
    public static List<String> labels() {
        return LABELS;
    }

    void increment(int code) {
        counts[index(code)].increment();
    }

    private static int index(int code) {
        if (code >= FIRST && code <= LAST) {
            return code - FIRST;
        }
        return code >= FIRST_OF_PROXYSTORE && code <= LAST_OF_PROXYSTORE
                ? STANDARD + code - FIRST_OF_PROXYSTORE
                : LABELS.size() - 1;
    }

    /** The count of a label. */
    public long of(String label) {
        return counts[LABELS.indexOf(label)].sum();
    }

    /** The sum of all counts. */
    public long total() {
        return Stream.of(counts).mapToLong(LongAdder::sum).sum();
    }
}

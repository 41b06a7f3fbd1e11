package proxystore.relay.events;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * One count for each constant of an enum. Any thread may count.
 *
 * @param <E> the enum
 */
public final class EnumCounts<E extends Enum<E>> {
    /** Has all constants and is not changed. */
    private final Map<E, LongAdder> counts;

    /** Counts that are 0. */
    EnumCounts(Class<E> type) {
        this.counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new LongAdder());
        }
    }

    void increment(E constant) {
        count(constant).increment();
    }

    /** The count of a constant. */
    public long of(E constant) {
        return count(constant).sum();
    }

    private LongAdder count(E constant) {
        return Objects.requireNonNull(counts.get(constant));
    }

    /** The sum of all counts. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }
}

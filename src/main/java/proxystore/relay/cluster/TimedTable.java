package proxystore.relay.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that are due after one and the same time, by key. A value that is put again keeps its time. Any thread calls it. */
final class TimedTable<K, V> {
    private final long nanos;
    private final Object lock = new Object();

    /** In the order in which they are due. */
    @GuardedBy("lock")
    private final Map<K, Timed<V>> values = new LinkedHashMap<>();

    private record Timed<V>(V value, long startNanos) {}

    /** Values that are due this number of nanoseconds after they were put. */
    TimedTable(long nanos) {
        this.nanos = nanos;
    }

    void put(K key, V value, long nowNanos) {
        synchronized (lock) {
            values.putIfAbsent(key, new Timed<>(value, nowNanos));
        }
    }

    /** Takes a value out; null if there is none. */
    @Nullable
    V remove(K key) {
        synchronized (lock) {
            Timed<V> timed = values.remove(key);
            return timed == null ? null : timed.value;
        }
    }

    /** Takes out what is due. */
    List<V> takeDue(long nowNanos) {
        synchronized (lock) {
            if (values.isEmpty()) {
                return List.of();
            }
            List<V> due = new ArrayList<>();
            Iterator<Timed<V>> oldest = values.values().iterator();
            while (oldest.hasNext()) {
                Timed<V> timed = oldest.next();
                if (nowNanos - timed.startNanos < nanos) {
                    break;
                }
                oldest.remove();
                due.add(timed.value);
            }
            return due;
        }
    }

    /** Takes everything out. */
    List<V> clear() {
        synchronized (lock) {
            List<V> all = values.values().stream().map(Timed::value).toList();
            values.clear();
            return all;
        }
    }
}

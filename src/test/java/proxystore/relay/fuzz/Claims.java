package proxystore.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Claims that hold for any input of several targets. */
public final class Claims {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What a small input may take, the fuzzer's own code within the task included. */
    private static final long BASE_BYTES = 4L << 20;

    private static final Pattern ONE_LINE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private Claims() {}

    /** A text for people is one line, without control characters, and not longer than this. */
    public static void oneLine(String text, int maxLength) {
        assertThat(text).matches(ONE_LINE).hasSizeLessThanOrEqualTo(maxLength);
    }

    /**
     * The calling thread allocates at most a bounded number of bytes for each byte of the input. A task that exceeds the
     * bound is repeated, because the first one may have loaded classes.
     *
     * @return the result of the task
     */
    public static <T> T boundedMemory(int inputBytes, int bytesPerByte, Supplier<T> task) {
        long limit = BASE_BYTES + (long) bytesPerByte * inputBytes;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = task.get();
        long first = THREADS.getCurrentThreadAllocatedBytes();
        if (first - before > limit) {
            T again = task.get();
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - first)
                    .as("allocated bytes")
                    .isLessThan(limit);
            return again;
        }
        return result;
    }
}

package proxystore.relay.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way back, one after the other on each thread. A message that comes back may end the connection of
 * its sender, whose own outbox then goes back: after it, not within it, or a chain of stuck peers would exhaust the stack.
 */
final class Returns {
    /** What waits on this thread while something goes back; null while nothing does. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> WAITING = new ThreadLocal<>();

    private Returns() {}

    /** Gives something back now or, if this thread is just about that, next. */
    static void giveBack(Runnable message) {
        Deque<Runnable> waiting = WAITING.get();
        if (waiting != null) {
            waiting.add(message);
            return;
        }
        waiting = new ArrayDeque<>();
        WAITING.set(waiting);
        try {
            for (Runnable next = message; next != null; next = waiting.poll()) {
                next.run();
            }
        } finally {
            WAITING.remove();
        }
    }
}

package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.SelectorRunner;

/**
 * Grizzly's selector, with the writes that one selection leads to done one after the other, once all that has come is read.
 * To write to a peer wakes it, if it waits; who is still busy with what came just before need not be woken, and with many
 * connections the kernel's waking is a sixth of a message's cost.
 *
 * <p>What is ready is dealt with in the order in which it became so, and not, as by {@link Selector#selectedKeys()}, in a
 * hash's: nobody is always the last of a thousand, and peers that answer each other follow each other, while what they share
 * is in the processor's cache. Without Grizzly's making of a new selector when one returns in vain 2,000 times a second: the
 * fault that this is for was of older JDKs, and a new selector would cost every connection its key.
 *
 * <p>Without state but a queue and a set for each selector thread, which nobody else touches.
 */
public final class WriteCoalescingSelectorHandler extends DefaultSelectorHandler {
    private static final Logger LOGGER = System.getLogger(WriteCoalescingSelectorHandler.class.getName());

    /** So many wait at most. Of 8, 32, 128 and any number, 128 gave most: more are no longer in the processor's cache. */
    static final int MAX_WAITING = 128;

    private static final ThreadLocal<Round> ROUND = ThreadLocal.withInitial(Round::new);

    /** What one thread's current selection has led to. */
    private static final class Round {
        /** What has been selected, in the order in which it became ready. */
        private final Set<SelectionKey> ready = new LinkedHashSet<>();

        private final Queue<Runnable> writes = new ArrayDeque<>();
        /** Whether the thread deals with a selection, after which it writes. */
        private boolean open;
        /** Whether the thread is in {@link #write}: a write that leads to others must not start over. */
        private boolean writing;

        void end() {
            write(); // and what the end of a write leads to
            open = false;
        }

        void write() {
            if (writing) {
                return; // the loop that runs takes what was added
            }
            writing = true;
            try {
                for (Runnable next = writes.poll(); next != null; next = writes.poll()) {
                    run(next);
                }
            } finally {
                writing = false;
            }
        }

        private static void run(Runnable write) {
            try {
                write.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.ERROR, "A write has failed", e); // in Grizzly's hands another connection would end
            }
        }
    }

    /** Writes at the end of the selection that this thread deals with; now if it deals with none. */
    static void later(Runnable write) {
        Round round = ROUND.get();
        if (!round.open) {
            write.run();
            return;
        }
        round.writes.add(write);
        if (round.writes.size() >= MAX_WAITING) {
            round.write();
        }
    }

    @Override
    public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
        Round round = ROUND.get();
        round.end(); // Grizzly passes postSelect by when the selection before has failed
        round.ready.clear(); // of what a selection that failed has left; the selector reports it again
        Selector selector = runner.getSelector();
        if (runner.getPostponedTasks().isEmpty()) {
            selector.select(round.ready::add, selectTimeout);
        } else {
            selector.selectNow(round.ready::add);
        }
        round.open = true;
        return round.ready;
    }

    @Override
    public void postSelect(SelectorRunner runner) throws IOException {
        ROUND.get().end();
        super.postSelect(runner);
    }
}

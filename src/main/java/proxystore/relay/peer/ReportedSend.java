package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes a send that ends on the sending thread within the transport's call from one whose end is reported later or by
 * another thread. The first is recorded for the sending thread, which continues in a loop, or long queues would exhaust the
 * stack. The second is handled by the thread that reports it, even if the sending thread has not returned from the transport:
 * that thread may be preempted there for long, while the peer reads.
 */
abstract class ReportedSend implements Transport.SendListener {
    /** The thread within the transport's call; null before and after. Each thread writes only itself and null. */
    private @Nullable Thread sender;
    /** Whether it ended within the transport's call. Owned by the calling thread, as the next two fields. */
    private boolean ended;

    private @Nullable Throwable failure;
    private boolean uncertain;

    /**
     * The send ended outside the transport's call or on another thread.
     *
     * @param failure why the send failed; null if the kernel has the text
     * @param uncertain whether the text may have arrived although its send failed
     */
    abstract void endedLater(@Nullable Throwable failure, boolean uncertain);

    @Override
    public final void sent(@Nullable Throwable failure) {
        end(failure, false);
    }

    @Override
    public final void uncertain(Throwable failure) {
        end(failure, true);
    }

    private void end(@Nullable Throwable failure, boolean uncertain) {
        if (sender != Thread.currentThread()) {
            endedLater(failure, uncertain);
        } else if (!ended) {
            ended = true;
            this.failure = failure;
            this.uncertain = uncertain;
        }
    }

    /** The calling thread is about to call the transport. */
    final void beginCall() {
        sender = Thread.currentThread();
    }

    /** The transport's call has returned; whether the send ended within it. */
    final boolean endedAtOnce() {
        sender = null;
        return ended;
    }

    /** Why the send failed that {@link #endedAtOnce}; null if the kernel has the text. */
    final @Nullable Throwable failure() {
        return failure;
    }

    /** Whether the text of the send that {@link #endedAtOnce} may have arrived although it failed. */
    final boolean isUncertain() {
        return uncertain;
    }
}

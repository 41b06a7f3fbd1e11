package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

/**
 * A transport without a socket: records its calls, and completes sends at once or when the test says so. Throws
 * when a send begins while another is in flight, as Tomcat does.
 */
public final class RecordingTransport implements Transport {
    private final String remoteAddress;

    @GuardedBy("this")
    private final List<String> sent = new ArrayList<>();

    @GuardedBy("this")
    private final List<CloseStatus> closes = new ArrayList<>();

    @GuardedBy("this")
    private final Deque<SendListener> inFlight = new ArrayDeque<>();

    @GuardedBy("this")
    private int pings;

    @GuardedBy("this")
    private int terminations;

    @GuardedBy("this")
    private boolean holding;

    @GuardedBy("this")
    private @Nullable Runnable whenClosed;

    @GuardedBy("this")
    private boolean pingingAtOnce;

    @GuardedBy("this")
    private boolean suspendable;

    /** For how long reading is suspended; null if it is not. */
    @GuardedBy("this")
    private @Nullable Duration suspension;

    @GuardedBy("this")
    private @Nullable Duration refusalPatience;

    @GuardedBy("this")
    private boolean lingering;

    @GuardedBy("this")
    private final List<Runnable> gone = new ArrayList<>();

    public RecordingTransport(String remoteAddress) {
        this.remoteAddress = remoteAddress;
    }

    @Override
    public void send(EncodedMessage text, SendListener listener) {
        synchronized (this) {
            if (!inFlight.isEmpty()) {
                throw new IllegalStateException("a send is in flight");
            }
            sent.add(text.text());
            if (holding) {
                inFlight.add(listener);
                return;
            }
        }
        listener.sent(null);
    }

    /** From now on sends stay in flight: the peer does not read. */
    public synchronized void hold() {
        holding = true;
    }

    /** From now on sends complete at once, the one in flight too. */
    public void release() {
        synchronized (this) {
            holding = false;
        }
        complete(null);
    }

    /** Completes the send in flight. */
    public void complete(@Nullable Throwable failure) {
        SendListener listener;
        synchronized (this) {
            listener = Objects.requireNonNull(inFlight.poll(), "no send is in flight");
        }
        listener.sent(failure);
    }

    /** Fails the send in flight, whose text may have arrived. */
    public void completeUncertainly(Throwable failure) {
        SendListener listener;
        synchronized (this) {
            listener = Objects.requireNonNull(inFlight.poll(), "no send is in flight");
        }
        listener.uncertain(failure);
    }

    /** Sets an action for a close or a cut: the container's report that the connection is gone, for example. */
    public synchronized void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** From now on a ping never blocks. */
    synchronized RecordingTransport pingingAtOnce() {
        pingingAtOnce = true;
        return this;
    }

    @Override
    public synchronized boolean pingsAtOnce() {
        return pingingAtOnce;
    }

    /** From now on reading can be suspended. */
    public synchronized RecordingTransport suspendable() {
        suspendable = true;
        return this;
    }

    @Override
    public synchronized boolean canSuspendReading() {
        return suspendable;
    }

    @Override
    public synchronized void suspendReading(Duration time) {
        suspension = time;
    }

    @Override
    public synchronized boolean isReadingSuspended() {
        return suspension != null;
    }

    /** For how long reading is suspended; null if it is not. */
    public synchronized @Nullable Duration suspension() {
        return suspension;
    }

    /** Ends the suspension. */
    public synchronized void resume() {
        suspension = null;
    }

    @Override
    public synchronized void ping() {
        pings++;
    }

    @Override
    public void close(CloseStatus status) {
        Runnable action;
        synchronized (this) {
            closes.add(status);
            action = whenClosed;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Records the refusal as a close, and its patience. */
    @Override
    public void refuse(CloseStatus status, Duration patience) {
        synchronized (this) {
            refusalPatience = patience;
        }
        close(status);
    }

    /** From now on the TCP connection stays when the WebSocket has ended, until {@link #hangUp}. */
    public synchronized void linger() {
        lingering = true;
    }

    /** The TCP connection is gone. */
    public void hangUp() {
        List<Runnable> tasks;
        synchronized (this) {
            lingering = false;
            tasks = List.copyOf(gone);
            gone.clear();
        }
        tasks.forEach(Runnable::run);
    }

    @Override
    public void whenGone(Runnable task) {
        synchronized (this) {
            if (lingering) {
                gone.add(task);
                return;
            }
        }
        task.run();
    }

    /** The time that the peer had to answer a refusal; null if it was not refused. */
    public synchronized @Nullable Duration refusalPatience() {
        return refusalPatience;
    }

    @Override
    public void terminate() {
        Runnable action;
        synchronized (this) {
            terminations++;
            action = whenClosed;
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    /** The texts that were handed to the transport, in order. */
    public synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    public synchronized List<CloseStatus> closes() {
        return List.copyOf(closes);
    }

    public synchronized int pings() {
        return pings;
    }

    public synchronized int terminations() {
        return terminations;
    }
}

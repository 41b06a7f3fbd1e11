package proxystore.relay.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import proxystore.relay.standalone.process.LastResort;

/**
 * Takes the log off the threads that carry messages: they put an event into a bounded queue and go on, one thread writes
 * what has gathered and flushes once.
 *
 * <p>Instead of Logback's {@code AsyncAppender}, for two things that it does not do: it counts what it drops, and a busy
 * relay does not wake the writing thread and the kernel for every line.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** How long the writer lets events gather before it writes them. */
    private static final Duration GATHER_TIME = Duration.ofMillis(10);

    /** The most events that leave the queue at once. */
    private static final int BATCH = 512;

    private final int capacity;
    private final Duration stopTimeout;
    private final LastResort lastResort;
    private final BlockingQueue<ILoggingEvent> queue;
    private final AtomicLong dropped = new AtomicLong();
    private final Logger logger;
    private final List<OutputStreamAppender<ILoggingEvent>> sinks;
    private final Thread writer = new Thread(this::write, "relay-log");
    /** Owned by the writer: events that have left the queue and are not written yet. */
    private final List<ILoggingEvent> batch = new ArrayList<>(BATCH);
    /** Owned by the writer: events that an Error has cost since the last report. */
    private long unwritten;
    /** Owned by the writer: what has cost the last of them; null before the first. */
    private @Nullable Throwable failure;

    /**
     * An appender for one start and one stop.
     *
     * @param logger the logger whose name the WARNING about dropped events bears
     * @param sinks what writes the lines, started; from now on owned, used and stopped by this appender's thread
     * @param capacity the queue's bound, in events. One that finds the queue full is dropped; once the writer has caught
     *     up, one WARNING says how many were.
     * @param stopTimeout longest time that {@link #stop()} waits for the last lines; it takes that long only if the
     *     console or the disk has stalled
     * @param lastResort for a log that cannot be written any more
     */
    QueuedAppender(
            Logger logger,
            List<OutputStreamAppender<ILoggingEvent>> sinks,
            int capacity,
            Duration stopTimeout,
            LastResort lastResort) {
        this.logger = logger;
        this.sinks = List.copyOf(sinks);
        this.capacity = capacity;
        this.lastResort = lastResort;
        this.stopTimeout = stopTimeout;
        this.queue = new ArrayBlockingQueue<>(capacity);
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes everything that was logged before this call, within its time, and ends the thread. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        writer.interrupt();
        try {
            writer.join(stopTimeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getArgumentArray() != null) {
            // The arguments may change after the call that logged them; formatting is remembered by the event.
            event.getFormattedMessage();
        }
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        while (isStarted()) {
            try {
                batch.add(queue.take());
                if (queue.size() < capacity / 2) {
                    Thread.sleep(GATHER_TIME.toMillis());
                }
                writeQueued();
            } catch (InterruptedException e) {
                // stop() has called; what is in the queue is written below, then the loop ends.
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
        try {
            writeQueued();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        sinks.forEach(OutputStreamAppender::stop);
    }

    private void writeQueued() {
        do {
            queue.drainTo(batch, BATCH - batch.size());
            for (int i = 0; i < batch.size(); i++) {
                writeOrCount(batch.get(i));
            }
            batch.clear();
        } while (!queue.isEmpty());
        reportLosses();
        sinks.forEach(QueuedAppender::flush);
    }

    /** An Error, such as the lack of memory, costs this event and never the thread: Logback lets it pass. */
    private void writeOrCount(ILoggingEvent event) {
        try {
            writeToSinks(event);
        } catch (RuntimeException | Error e) {
            unwritten++;
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        if (cause instanceof LinkageError) {
            lastResort.cannotGoOn("the log cannot be written", cause);
        }
    }

    /** Counts begin anew only once they are written. */
    private void reportLosses() {
        long lost = dropped.get();
        if (lost > 0) {
            String why = "more than " + capacity + " were waiting to be written";
            writeToSinks(lossReport(lost + " log entries were dropped: " + why));
            dropped.addAndGet(-lost);
        }
        if (unwritten > 0) {
            writeToSinks(lossReport(unwritten + " log entries were dropped: writing them failed, " + failure));
            unwritten = 0;
        }
    }

    private void writeToSinks(ILoggingEvent event) {
        for (OutputStreamAppender<ILoggingEvent> sink : sinks) {
            sink.doAppend(event);
        }
    }

    private ILoggingEvent lossReport(String text) {
        return new LoggingEvent(QueuedAppender.class.getName(), logger, Level.WARN, text, null, null);
    }

    private static void flush(OutputStreamAppender<ILoggingEvent> sink) {
        OutputStream stream = sink.getOutputStream();
        if (stream != null) {
            try {
                stream.flush();
            } catch (IOException e) {
                sink.addError("cannot flush", e);
            }
        }
    }
}

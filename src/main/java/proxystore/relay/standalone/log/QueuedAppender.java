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
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import proxystore.relay.log.LogFields;
import proxystore.relay.standalone.process.LastResort;

/**
 * Writes the log on a thread of its own. The logging threads only put events into a bounded queue and never block; the
 * writing thread writes the queued events together and flushes once.
 *
 * <p>Unlike Logback's {@code AsyncAppender} it counts the events that it drops, and a busy relay does not wake the writing
 * thread for every line.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** The time that the writer waits for further events before it writes. */
    private static final Duration BATCH_DELAY = Duration.ofMillis(10);

    /** The largest number of events that the writer takes from the queue at once. */
    private static final int BATCH = 512;

    private final int capacity;
    private final Duration stopTimeout;
    private final LastResort lastResort;
    private final BlockingQueue<ILoggingEvent> queue;
    /** The number of dropped events since the last report. */
    private final AtomicLong dropped = new AtomicLong();
    /** The number of events that were dropped or could not be written, since the start. */
    private final LongAdder lost = new LongAdder();

    private final Logger logger;
    private final List<OutputStreamAppender<ILoggingEvent>> sinks;
    /** For each sink, in the same order; owned by the writer. */
    private final List<SinkLosses> losses;

    private final Thread writer = new Thread(this::write, "relay-log");
    /** Events that have left the queue and are not written yet; owned by the writer. */
    private final List<ILoggingEvent> batch = new ArrayList<>(BATCH);
    /** The number of events that could not be written since the last report; owned by the writer. */
    private long unwritten;
    /** The failure that the last of them met; null before the first. Owned by the writer. */
    private @Nullable Throwable failure;

    /**
     * An appender for one start and one stop.
     *
     * @param logger the logger of the WARNING about dropped events
     * @param sinks write the lines; started by the caller, from now on owned and stopped by the writing thread
     * @param capacity the bound of the queue, in events. An event is dropped if the queue is full; one WARNING gives the
     *     number of dropped events once the writer has caught up.
     * @param stopTimeout longest time that {@link #stop()} waits for the last lines, reached only if the console or the
     *     disk has stalled
     * @param lastResort is called if the log cannot be written any more
     */
    QueuedAppender(
            Logger logger,
            List<OutputStreamAppender<ILoggingEvent>> sinks,
            int capacity,
            Duration stopTimeout,
            LastResort lastResort) {
        this.logger = logger;
        this.sinks = List.copyOf(sinks);
        this.losses = this.sinks.stream().map(SinkLosses::new).toList();
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

    /** Writes all events that were logged before this call, within the stop timeout, and ends the thread. */
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
            // The arguments may change after this call; the event keeps its formatted message.
            event.getFormattedMessage();
        }
        event.getThreadName(); // the event keeps the name of the first thread that asks for it: here the logging one
        Map<String, Object> fields = LogFields.current();
        if (!fields.isEmpty() && event instanceof LoggingEvent entry) {
            fields.forEach((name, value) -> entry.addKeyValuePair(new KeyValuePair(name, value)));
        }
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
            lost.increment();
        }
    }

    /** The number of events that were dropped or could not be written, since the start. */
    long lost() {
        return lost.sum();
    }

    private void write() {
        while (isStarted()) {
            try {
                batch.add(queue.take());
                if (queue.size() < capacity / 2) {
                    Thread.sleep(BATCH_DELAY.toMillis());
                }
                writeQueued();
            } catch (InterruptedException e) {
                // By stop(): the loop ends, and the queued events are written below.
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
        losses.forEach(SinkLosses::flushed);
        reportMissing();
    }

    /** Reports what a sink lacks, in that sink alone, as soon as it can be written again. */
    private void reportMissing() {
        for (int i = 0; i < sinks.size(); i++) {
            String report = losses.get(i).takeReport();
            if (report != null) {
                sinks.get(i).doAppend(lossReport(report));
                flush(sinks.get(i));
            }
        }
    }

    /** Drops an event whose writing fails. Logback lets Errors pass, and one must not end this thread. */
    private void writeOrCount(ILoggingEvent event) {
        try {
            writeToSinks(event);
        } catch (RuntimeException | Error e) {
            unwritten++;
            lost.increment();
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        if (cause instanceof LinkageError) {
            lastResort.cannotContinue("the log cannot be written", cause);
        }
    }

    /** Resets a count only after its report is written. */
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
        for (int i = 0; i < sinks.size(); i++) {
            losses.get(i).count();
            sinks.get(i).doAppend(event);
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

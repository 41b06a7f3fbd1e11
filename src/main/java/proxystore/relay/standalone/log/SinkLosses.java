package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the entries that a log file lacks because the disk was full or failed. Logback drops them without an exception, and
 * tries again with growing pauses of up to five minutes. Used by the thread that writes the log, which Logback's calls of this
 * listener are made on.
 */
final class SinkLosses implements RecoveryListener {
    private final OutputStreamAppender<ILoggingEvent> sink;
    /** The stream that this listens to; a rollover replaces it. */
    private @Nullable OutputStream watched;
    /** Whether the last write has failed. */
    private boolean failing;
    /** The entries since the last flush: a failure may concern all of them. */
    private long unflushed;
    /** The entries that may be missing and have not been reported. */
    private long missing;
    /** What the last failed write met. */
    private @Nullable IOException failure;

    SinkLosses(OutputStreamAppender<ILoggingEvent> sink) {
        this.sink = sink;
    }

    /** Counts an entry that is about to be written. */
    void count() {
        watch();
        if (failing) {
            missing++;
        } else {
            unflushed++;
        }
    }

    /** The stream has been flushed. */
    void flushed() {
        unflushed = 0;
    }

    /** Reports the missing entries once writing succeeds again; null if there are none, or it does not. */
    @Nullable
    String takeReport() {
        if (failing || missing == 0) {
            return null;
        }
        String report =
                "Up to " + missing + " log entries are missing before this one: writing them failed, " + failure;
        missing = 0;
        return report;
    }

    private void watch() {
        OutputStream stream = sink.getOutputStream();
        if (stream != watched) {
            watched = stream;
            failing = false;
            if (stream instanceof ResilientOutputStreamBase resilient) {
                resilient.addRecoveryListener(this);
            }
        }
    }

    @Override
    public void newFailure(IOException cause) {
        failing = true;
        failure = cause;
        missing += unflushed;
        unflushed = 0;
    }

    @Override
    public void recoveryOccured() {
        failing = false;
    }
}

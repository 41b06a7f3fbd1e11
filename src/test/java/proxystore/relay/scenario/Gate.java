package proxystore.relay.scenario;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * A stream that delivers nothing while it is shut, as for a client whose program hangs while its socket stays open, or delivers a
 * limited number of bytes a second, as for a client with a slow connection.
 */
final class Gate extends FilterInputStream {
    @GuardedBy("this")
    private boolean shut;
    /** Bytes a second. */
    @GuardedBy("this")
    private long pace = Long.MAX_VALUE;

    Gate(InputStream in) {
        super(in);
    }

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    synchronized void pace(long bytesPerSecond) {
        pace = bytesPerSecond;
        notifyAll();
    }

    /** Returns once the time for this number of bytes has passed. */
    private synchronized void take(int bytes) throws IOException {
        long start = System.nanoTime();
        try {
            while (System.nanoTime() - start < bytes * TimeUnit.SECONDS.toNanos(1) / pace) {
                wait(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted on a slow connection", e);
        }
    }

    /** Returns once the gate is open. */
    synchronized void pass() throws IOException {
        try {
            while (shut) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before a shut gate", e);
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        pass();
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        pass();
        int count = super.read(bytes, offset, length);
        take(count);
        pass();
        return count;
    }
}

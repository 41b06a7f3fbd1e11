package proxystore.relay.scenario;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that hands nothing on while it is shut: a client whose program hangs while its socket stays open. */
final class Gate extends FilterInputStream {
    /** Guarded by this. */
    private boolean shut;

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
        pass();
        return count;
    }
}

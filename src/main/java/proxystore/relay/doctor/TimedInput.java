package proxystore.relay.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Reads a socket until a deadline; a server that sends one byte from time to time does not extend it. */
final class TimedInput extends InputStream {
    private static final long NANOS_PER_MS = 1_000_000;

    private final Socket socket;
    private final InputStream in;
    private long deadline;

    TimedInput(Socket socket, Duration limit) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Sets a new deadline, this long from now. */
    void limit(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        await();
        return in.read();
    }

    /**
     * Reads what has arrived, at least one byte.
     *
     * @throws SocketTimeoutException if nothing arrives before the deadline
     */
    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        await();
        return in.read(to, offset, length);
    }

    private void await() throws IOException {
        long left = (deadline - System.nanoTime() + NANOS_PER_MS - 1) / NANOS_PER_MS;
        if (left <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        socket.setSoTimeout(Math.toIntExact(Math.min(left, Integer.MAX_VALUE)));
    }
}

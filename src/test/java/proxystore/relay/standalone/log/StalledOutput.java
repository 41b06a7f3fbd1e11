package proxystore.relay.standalone.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Blocks every write until the test releases it. */
final class StalledOutput extends OutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean closed;

    void release() {
        open.countDown();
    }

    /** Whether a thread has begun to write. */
    boolean isEntered() {
        return entered.getCount() == 0;
    }

    boolean isClosed() {
        return closed;
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    List<String> messages() {
        return text().lines()
                .map(line -> line.substring(line.indexOf(":: ") + 3))
                .toList();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        entered.countDown();
        boolean interrupted = false;
        while (open.getCount() > 0) {
            try {
                open.await();
            } catch (InterruptedException e) {
                // Like a stalled disk, it ignores interrupts.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        written.write(bytes, offset, length);
    }

    @Override
    public void close() {
        closed = true;
    }
}

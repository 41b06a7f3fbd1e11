package proxystore.relay.standalone.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Occupies the lowest free file descriptors while the relay opens its listener, so that connections get lower ones than the
 * listener. When a process is killed, Linux closes the highest descriptor first. A listener with the lowest one would be closed
 * last: the clients of the closed connections would connect to it and be reset, at which ProxyStore's endpoints end. Endpoints
 * whose connection is refused retry.
 *
 * <p>A thread of its own opens the files: each time when the process's table of descriptors grows, Linux lets it wait for about
 * 10 ms.
 */
final class LowDescriptors implements AutoCloseable {
    /** The largest number of occupied descriptors; with more connections than that a killed relay resets some clients. */
    static final int MAX = 6000;

    /** A file that can be opened any number of times. On a system without it no descriptor is occupied. */
    private static final String FILE = "/dev/null";

    private final FutureTask<List<InputStream>> opening;

    /**
     * Begins to occupy descriptors.
     *
     * @param free the number of free descriptors, of which at most half are occupied
     */
    LowDescriptors(int free) {
        opening = new FutureTask<>(() -> open(Math.min(free / 2, MAX)));
        Thread thread = new Thread(opening, "relay-descriptors");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<InputStream> open(int number) {
        List<InputStream> files = new ArrayList<>(number);
        try {
            while (files.size() < number) {
                files.add(new FileInputStream(FILE));
            }
        } catch (IOException e) {
            // The process may open fewer files, or the system has no such file.
        }
        return files;
    }

    /** Waits until the descriptors are occupied. */
    void await() {
        List<InputStream> unused = files();
    }

    private List<InputStream> files() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the wait is short, and the files must be closed
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Frees the descriptors. Idempotent. */
    @Override
    public void close() {
        for (InputStream file : files()) {
            try {
                file.close();
            } catch (IOException e) {
                // Nothing was read from it.
            }
        }
    }
}

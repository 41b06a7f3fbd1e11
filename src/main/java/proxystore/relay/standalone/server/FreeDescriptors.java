package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import proxystore.relay.standalone.process.StartFailure;

/** Checks at the start that the process can open as many files as a relay needs. */
final class FreeDescriptors {
    /**
     * File descriptors for connections, the log and the identity provider. An idle relay uses about 15, six of them only
     * after its first client; with fewer it would run and answer no client.
     */
    static final int NEEDED = 32;

    /** A selector uses two file descriptors on Linux and three on macOS. */
    private static final int PER_SELECTOR = 3;

    private FreeDescriptors() {}

    /**
     * Opens the needed number of sockets and closes them. This respects all limits of the system and is faster than the JVM's
     * management beans.
     *
     * @param selectors the number of selectors that the server will open
     * @throws StartFailure if the process can open fewer files
     */
    static void require(int selectors) throws StartFailure {
        int needed = needed(selectors);
        List<SocketChannel> opened = new ArrayList<>(needed);
        try {
            while (opened.size() < needed) {
                opened.add(SocketChannel.open());
            }
        } catch (IOException | LinkageError e) {
            Throwable reason = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
            throw new StartFailure(
                    StartFailure.CANNOT_RUN,
                    "this process may open only " + opened.size() + " more files (" + reason.getMessage()
                            + ") and needs " + needed + ": raise the limit (ulimit -n, LimitNOFILE)");
        } finally {
            opened.forEach(FreeDescriptors::close);
        }
    }

    /** The descriptors that a relay with this number of selectors needs besides those of its clients. */
    static int needed(int selectors) {
        return NEEDED + PER_SELECTOR * selectors;
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException | LinkageError e) {
            // The socket was never connected, or the process ends anyway.
        }
    }
}

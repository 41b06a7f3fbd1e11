package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import proxystore.relay.standalone.process.StartFailure;

/** Checks at the start that the process may open the files that a working relay needs. */
final class FreeDescriptors {
    /**
     * Descriptors for connections, the log and the identity provider. An idle relay has about 15 open, six of them not
     * before its first clients; with fewer it runs and answers none of them.
     */
    static final int NEEDED = 32;

    /** A selector has two in Linux and three in macOS. */
    private static final int PER_SELECTOR = 3;

    private FreeDescriptors() {}

    /**
     * Opens as many sockets as are needed and closes them. That counts every limit of the system, and takes less than the
     * JVM's management beans.
     *
     * @param selectors the number of selectors that will be opened in addition
     * @throws StartFailure if there are fewer
     */
    static void require(int selectors) throws StartFailure {
        int needed = NEEDED + PER_SELECTOR * selectors;
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

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException | LinkageError e) {
            // The process ends, or the socket was unconnected: there is nothing to lose.
        }
    }
}

package proxystore.relay.scenario;

import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client's connection that is no WebSocket yet, with the power to misbehave. */
final class RawConnection implements AutoCloseable {
    /** Characters of an answer that are kept. */
    private static final int KEPT = 1_000;

    private final RelayAddress relay;
    private final Socket tcp = new Socket();
    /** What is written to and read from: {@link #tcp} until {@link #secured}. */
    private Socket stream = tcp;
    /** The start of what has been received; written by the reader, and read when {@link #ended}. */
    private final StringBuilder received = new StringBuilder();
    /** Set by the reader, when the relay has ended its half of the connection or all of it. */
    private volatile boolean ended;

    /** Connects from a local address, such as 127.0.1.5. */
    RawConnection(RelayAddress relay, String source) throws IOException {
        this.relay = relay;
        tcp.bind(new InetSocketAddress(source, 0));
        relay.connect(tcp);
    }

    /** Shakes hands if the relay speaks TLS. */
    RawConnection secured() throws IOException {
        stream = relay.secure(tcp);
        return this;
    }

    /** Writes to the socket, past TLS. Returns whether the socket has taken it. */
    boolean writeBelowTls(byte[] bytes) {
        return write(tcp, bytes);
    }

    /** Returns whether the socket has taken it. */
    boolean write(byte[] bytes) {
        return write(stream, bytes);
    }

    boolean write(String text) {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false; // the relay has ended the connection
        }
    }

    /** From now on a thread reads. */
    RawConnection reading() {
        Thread reader = new Thread(this::read, "raw-connection");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    private void read() {
        byte[] bytes = new byte[4096];
        try {
            InputStream in = stream.getInputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (received.length() < KEPT) {
                    received.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // A reset, or the end of TCP without that of TLS.
        }
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Waits until the relay has ended the connection, and returns what it has sent before. */
    String awaitEnd() {
        await("the relay ends " + tcp).until(this::isEnded);
        return received.toString();
    }

    /** Ends this side of the connection. */
    void hangUp() throws IOException {
        tcp.shutdownOutput();
    }

    /** Resets the connection. */
    @Override
    public void close() {
        try {
            if (!tcp.isClosed()) {
                tcp.setSoLinger(true, 0);
            }
            tcp.close();
        } catch (IOException e) {
            // The relay was faster.
        }
    }
}

package proxystore.relay.scenario;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a relay that tampers with one in {@value #EVERY} of the messages that the relay delivers. */
final class TamperingProxy implements AutoCloseable {
    private static final int EVERY = 10;

    private final int relayPort;
    private final Tampering tampering;
    private final ServerSocket listener;
    private final AtomicInteger delivered = new AtomicInteger();

    TamperingProxy(int relayPort, Tampering tampering) throws IOException {
        this.relayPort = relayPort;
        this.tampering = tampering;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** What it does to a message. */
    enum Tampering {
        DROP,
        DUPLICATE,
        /** Sends it after the next message of the same connection. */
        DELAY,
        ALTER
    }

    int port() {
        return listener.getLocalPort();
    }

    private interface Copying {
        void copy() throws IOException;
    }

    /** Ends with the sockets that it copies between. */
    private static void start(Copying copying) {
        Thread thread = new Thread(
                () -> {
                    try {
                        copying.copy();
                    } catch (IOException e) {
                        // One of the sockets has been closed.
                    }
                },
                "tampering-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket relay = new Socket(InetAddress.getLoopbackAddress(), relayPort);
            start(() -> {
                try (client) {
                    tamper(relay.getInputStream(), client.getOutputStream());
                }
            });
            start(() -> {
                try (relay) {
                    client.getInputStream().transferTo(relay.getOutputStream());
                }
            });
        }
    }

    private void tamper(InputStream relay, OutputStream client) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(relay));
        copyHead(in, client);
        Queue<WebSocketFrames.Frame> delayed = new ArrayDeque<>();
        while (true) {
            WebSocketFrames.Frame frame = WebSocketFrames.read(in);
            boolean chosen = isDelivery(frame) && delivered.incrementAndGet() % EVERY == 0;
            if (chosen && tampering == Tampering.DELAY) {
                delayed.add(frame);
                continue;
            }
            for (WebSocketFrames.Frame sent : chosen ? tampered(frame) : List.of(frame)) {
                client.write(bytes(sent));
            }
            while (isDelivery(frame) && !delayed.isEmpty()) {
                client.write(bytes(delayed.remove()));
            }
        }
    }

    private static void copyHead(InputStream relay, OutputStream client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = relay.read();
            if (next < 0) {
                throw new IOException("the relay has ended the connection");
            }
            head.append((char) next);
        }
        client.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isDelivery(WebSocketFrames.Frame frame) {
        String text = new String(frame.payload(), StandardCharsets.UTF_8);
        return frame.opcode() == WebSocketFrames.TEXT && text.contains("\"error\":null");
    }

    private List<WebSocketFrames.Frame> tampered(WebSocketFrames.Frame frame) {
        return switch (tampering) {
            case DROP, DELAY -> List.of();
            case DUPLICATE -> List.of(frame, frame);
            case ALTER -> List.of(altered(frame));
        };
    }

    private static WebSocketFrames.Frame altered(WebSocketFrames.Frame frame) {
        String text = new String(frame.payload(), StandardCharsets.UTF_8).replace("offer", "ofter");
        return new WebSocketFrames.Frame(frame.last(), frame.opcode(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** An unmasked frame, complete. */
    private static byte[] bytes(WebSocketFrames.Frame frame) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = frame.payload().length;
        bytes.write((frame.last() ? 0x80 : 0) | frame.opcode());
        if (length < 126) {
            bytes.write(length);
        } else if (length < 65_536) {
            bytes.writeBytes(new byte[] {126, (byte) (length >> 8), (byte) length});
        } else {
            throw new IllegalArgumentException(length + " bytes are more than chaos sends");
        }
        bytes.writeBytes(frame.payload());
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

package proxystore.relay.standalone.frames;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import proxystore.relay.standalone.server.RawClient;

/** Runs cases of the conformance table against a relay, each on a connection of its own. */
public final class FrameCaseRun {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String PROBE = "probe";
    /** A pong may overtake a text; the second one does not, as its ping was sent later. */
    private static final String SECOND_PROBE = "second probe";

    /** Connects to the relay, including TLS if it has any. */
    @FunctionalInterface
    public interface SocketSource {
        Socket connect() throws IOException;
    }

    private final SocketSource sockets;
    private final String path;
    /** Without an event; then the relay has done nothing. */
    private final Duration timeout;

    public FrameCaseRun(SocketSource sockets, String path) {
        this(sockets, path, TIMEOUT);
    }

    public FrameCaseRun(SocketSource sockets, String path, Duration timeout) {
        this.sockets = sockets;
        this.path = path;
        this.timeout = timeout;
    }

    /** Runs all cases and returns those with another outcome than expected, one line each. */
    public List<String> differences(List<FrameCase> cases) throws IOException {
        List<String> differences = new ArrayList<>();
        for (FrameCase each : cases) {
            String seen = seen(each);
            if (!seen.equals(each.expected())) {
                differences.add(each.id() + ": expected <" + each.expected() + ">, was <" + seen + ">");
            }
        }
        return differences;
    }

    /** What the client sees, in the form of {@link FrameCase#expected}. */
    public String seen(FrameCase frames) throws IOException {
        try (Socket socket = sockets.connect()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.getOutputStream().write(RawClient.handshake(path).getBytes(StandardCharsets.US_ASCII));
            String head = RawClient.readHead(socket);
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IOException(head);
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            socket.getOutputStream().write(FrameCase.REGISTRATION);
            String registered = next(in, socket);
            if (!registered.equals("registered")) {
                throw new IOException(registered);
            }
            List<String> seen = new ArrayList<>();
            write(frames, socket);
            read(in, socket, seen);
            return String.join(", ", seen);
        }
    }

    private static void write(FrameCase frames, Socket socket) {
        try {
            for (byte[] bytes : frames.writes()) {
                socket.getOutputStream().write(bytes);
            }
            if (frames.probed()) {
                socket.getOutputStream().write(ping(PROBE));
            }
        } catch (IOException e) {
            // The relay has closed the connection; its close frame may still be read.
        }
    }

    private static void read(DataInputStream in, Socket socket, List<String> seen) {
        try {
            while (true) {
                String event = next(in, socket);
                if (event.equals("pong " + SECOND_PROBE)) {
                    seen.add("open");
                    return;
                }
                if (event.equals("pong " + PROBE)) {
                    socket.getOutputStream().write(ping(SECOND_PROBE));
                } else {
                    seen.add(event);
                }
            }
        } catch (EOFException e) {
            seen.add("end");
        } catch (SocketTimeoutException e) {
            seen.add("nothing");
        } catch (IOException e) {
            seen.add("reset");
        }
    }

    private static byte[] ping(String payload) {
        return ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, payload.getBytes(StandardCharsets.US_ASCII));
    }

    /** The next event that is no ping. */
    private static String next(DataInputStream in, Socket socket) throws IOException {
        int first = in.readUnsignedByte();
        byte[] payload = payload(in);
        return switch (first) {
            case ClientFrames.FIN | ClientFrames.TEXT -> text(payload);
            case ClientFrames.TEXT -> text(ClientFrames.concat(payload, rest(in)));
            case ClientFrames.FIN | ClientFrames.PONG -> "pong " + new String(payload, StandardCharsets.ISO_8859_1);
            case ClientFrames.FIN | ClientFrames.PING -> next(in, socket);
            case ClientFrames.FIN | ClientFrames.CLOSE -> {
                answerClose(payload, socket);
                yield "close "
                        + (payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff);
            }
            default -> "first byte " + first;
        };
    }

    /** The rest of a fragmented text, which the relay sends without frames between its fragments. */
    private static byte[] rest(DataInputStream in) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int first = 0;
        while ((first & ClientFrames.FIN) == 0) {
            first = in.readUnsignedByte();
            rest.writeBytes(payload(in));
        }
        return rest.toByteArray();
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int second = in.readUnsignedByte();
        long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
        return in.readNBytes(Math.toIntExact(length));
    }

    private static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.contains("\"success\":true")) {
            return "registered";
        }
        return FrameCase.isUnchanged(text) ? "echo" : text;
    }

    private static void answerClose(byte[] payload, Socket socket) {
        try {
            socket.getOutputStream().write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, payload));
            socket.shutdownOutput(); // the relay may read the answer as part of an unfinished frame
        } catch (IOException e) {
            // The relay has closed the connection.
        }
    }
}

package proxystore.relay.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import proxystore.relay.message.Generation;

/**
 * A relay that behaves as ProxyStore's own: {@code proxystore/p2p/relay.py} of 0.5 skips what it cannot decode, and {@code
 * proxystore/p2p/relay/server.py} of 1.0 closes with 4000, and with 4001 without credentials. Both run on Python's {@code
 * websockets}: it accepts compression, closes a message over its limit with 1009, and answers 426 to a plain request.
 */
final class StockRelay implements AutoCloseable {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String NO_UPGRADE = "Failed to open a WebSocket connection: empty Connection header.\n";
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int CUT = 1006;
    private static final int TOO_BIG = 1009;
    private static final int MALFORMED = 4000;
    private static final int UNAUTHORIZED = 4001;

    private final Traits traits;
    private final ScriptedServer server;
    private final Map<String, Socket> peers = new ConcurrentHashMap<>();

    /**
     * How a relay behaves.
     *
     * @param refusal the code with which a registration without credentials is closed, 1006 to cut the connection
     * @param maxBytes the longest message that is accepted
     * @param sending what becomes of a text that the relay sends; empty drops it
     * @param pages the bodies of its pages by their paths, which ProxyStore's relays have not
     */
    record Traits(
            Generation generation,
            Optional<Integer> refusal,
            int maxBytes,
            Function<String, Optional<String>> sending,
            Map<String, String> pages) {
        static Traits of(Generation generation) {
            return new Traits(generation, Optional.empty(), 1024 * 1024, Optional::of, Map.of());
        }

        Traits asking() {
            return refusing(UNAUTHORIZED);
        }

        Traits refusing(int code) {
            return new Traits(generation, Optional.of(code), maxBytes, sending, pages);
        }

        Traits upTo(int bytes) {
            return new Traits(generation, refusal, bytes, sending, pages);
        }

        Traits sending(Function<String, Optional<String>> change) {
            return new Traits(generation, refusal, maxBytes, change, pages);
        }

        /** A page: its status line's end, and its body. */
        Traits page(String path, String status, String body) {
            return new Traits(
                    generation, refusal, maxBytes, sending, Map.of(path, ScriptedServer.answer(status, body)));
        }
    }

    /** A frame of a client, unmasked. */
    private record ClientFrame(int opcode, ByteBuffer payload) {}

    private StockRelay(Traits traits) throws IOException {
        this.traits = traits;
        this.server = ScriptedServer.start(this::serve);
    }

    static StockRelay start(Traits traits) throws IOException {
        return new StockRelay(traits);
    }

    String url() {
        return server.url();
    }

    /** Whether no peer is registered. */
    boolean isEmpty() {
        return peers.isEmpty();
    }

    private void serve(Socket socket) throws IOException {
        String head = ScriptedServer.head(socket);
        if (!head.contains("Upgrade: websocket")) {
            String path = head.isEmpty() ? "" : head.split(" ", 3)[1];
            ScriptedServer.write(
                    socket,
                    traits.pages()
                            .getOrDefault(
                                    path,
                                    ScriptedServer.answer(
                                            "426 Upgrade Required\r\nServer: Python/3.11 websockets/10.4",
                                            NO_UPGRADE)));
            return;
        }
        String key = head.replaceFirst("(?s).*Sec-WebSocket-Key: ([^\r]*).*", "$1");
        boolean compression = head.contains("permessage-deflate");
        ScriptedServer.write(
                socket,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
                        + (compression ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "")
                        + "Server: Python/3.11 websockets/10.4\r\n\r\n");
        try {
            converse(socket, head.contains("Authorization: Bearer "));
        } finally {
            peers.values().removeIf(socket::equals);
        }
    }

    private void converse(Socket socket, boolean authenticated) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            ClientFrame frame = read(in);
            if (frame.opcode() == CLOSE) {
                write(socket, CLOSE, frame.payload().array());
                return;
            }
            Optional<Integer> code = frame.payload().capacity() > traits.maxBytes()
                    ? Optional.of(TOO_BIG)
                    : receive(socket, new String(frame.payload().array(), UTF_8), authenticated);
            if (code.isPresent() && code.get() == CUT) {
                return;
            }
            if (code.isPresent()) {
                write(
                        socket,
                        CLOSE,
                        ByteBuffer.allocate(2).putShort(code.get().shortValue()).array());
                read(in);
                return;
            }
        }
    }

    /** The code with which the connection is closed; empty if it stays. */
    private Optional<Integer> receive(Socket socket, String text, boolean authenticated) throws IOException {
        JsonObject message;
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            message = reader.readObject();
        }
        String type = message.getString("message_type");
        if (type.equals(traits.generation().registrationType())) {
            if (traits.refusal().isPresent() && !authenticated) {
                return traits.refusal();
            }
            peers.put(message.getString("uuid"), socket);
            send(socket, response());
        } else if (type.equals("peer_connection")) {
            forward(message, text);
        } else if (traits.generation() == Generation.V1_0) {
            return Optional.of(MALFORMED);
        }
        return Optional.empty();
    }

    private void forward(JsonObject message, String text) throws IOException {
        Socket to = peers.get(message.getString("peer_uuid"));
        if (to != null) {
            send(to, text);
        }
    }

    private void send(Socket to, String text) throws IOException {
        Optional<String> sent = traits.sending().apply(text);
        if (sent.isPresent()) {
            synchronized (to) {
                write(to, FIN | TEXT, sent.get().getBytes(UTF_8));
            }
        }
    }

    private String response() {
        return "{\"success\": true, \"message\": null, \"error\": false, \"message_type\": \""
                + traits.generation().responseType() + "\"}";
    }

    private static ClientFrame read(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & ~FIN;
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] key = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new ClientFrame(opcode, ByteBuffer.wrap(payload));
    }

    private static void write(Socket socket, int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) (FIN | first));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

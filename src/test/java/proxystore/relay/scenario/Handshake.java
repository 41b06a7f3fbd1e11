package proxystore.relay.scenario;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** An opening handshake (RFC 6455 section 4.1) to be: what a client sets before it connects. */
public final class Handshake {
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Of a head: the empty line. */
    private static final String END = "\r\n\r\n";

    private final RelayAddress relay;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String key;
    private String path;
    private String sourceAddress = "127.0.0.1";
    /** Bytes; 0 leaves it to the system. */
    private int receiveBufferBytes;
    /** How long the answer may take. */
    private Duration patience = PATIENCE;

    Handshake(RelayAddress relay) {
        this.relay = relay;
        this.path = relay.url().getPath();
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        this.key = Base64.getEncoder().encodeToString(nonce);
        header("Host", relay.url().getAuthority());
        header("Upgrade", "websocket");
        header("Connection", "Upgrade");
        header("Sec-WebSocket-Key", key);
        header("Sec-WebSocket-Version", "13");
    }

    Handshake path(String requestPath) {
        this.path = requestPath;
        return this;
    }

    Handshake header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Handshake without(String name) {
        headers.remove(name);
        return this;
    }

    /** Connects from this local address, such as 127.0.1.5. */
    Handshake from(String address) {
        this.sourceAddress = address;
        return this;
    }

    /** Waits so long for the answer. */
    Handshake patience(Duration limit) {
        this.patience = limit;
        return this;
    }

    Handshake receiveBuffer(int bytes) {
        this.receiveBufferBytes = bytes;
        return this;
    }

    /** The answer to a handshake: status and headers, names in lower case. */
    record ReceivedAnswer(int status, Map<String, String> headers) {}

    /** Connects and becomes a WebSocket; fails unless the relay agrees. */
    TestPeer open() {
        return attempt((tcp, stream, in, answer) -> {
            if (answer.status() != 101 || !accept(key).equals(answer.headers().get("sec-websocket-accept"))) {
                tcp.close();
                throw new IOException("the handshake was answered with " + answer);
            }
            return new TestPeer(tcp, stream, in, answer);
        });
    }

    /** Connects and becomes a WebSocket from which no thread reads. */
    Socket openUnread() {
        return attempt((tcp, stream, in, answer) -> stream);
    }

    /** Connects, asks, and hangs up: for the answers that are not 101. */
    ReceivedAnswer answer() {
        return attempt((tcp, stream, in, answer) -> {
            stream.close();
            tcp.close();
            return answer;
        });
    }

    private interface HandshakeResult<T> {
        /** What follows the answer is read from {@code in}. */
        T of(Socket tcp, Socket stream, InputStream in, ReceivedAnswer answer) throws IOException;
    }

    private <T> T attempt(HandshakeResult<T> outcome) {
        Socket tcp = new Socket();
        try {
            if (receiveBufferBytes > 0) {
                tcp.setReceiveBufferSize(receiveBufferBytes);
            }
            tcp.bind(new InetSocketAddress(sourceAddress, 0));
            relay.connect(tcp);
            tcp.setSoTimeout((int) patience.toMillis());
            Socket stream = relay.secure(tcp);
            OutputStream out = stream.getOutputStream();
            out.write(request().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = new BufferedInputStream(stream.getInputStream());
            ReceivedAnswer answer = read(in);
            tcp.setSoTimeout(0);
            return outcome.of(tcp, stream, in, answer);
        } catch (IOException e) {
            try {
                tcp.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new UncheckedIOException(e);
        }
    }

    private String request() {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        return request.append("\r\n").toString();
    }

    /** Takes the head up to the empty line and no byte more: what follows are frames. */
    private static String[] head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < END.length() || head.indexOf(END, head.length() - END.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended within the handshake: " + head);
            }
            head.append((char) next);
        }
        return head.toString().split("\r\n", -1);
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static ReceivedAnswer read(InputStream in) throws IOException {
        String[] lines = head(in);
        return new ReceivedAnswer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers(lines));
    }

    /** A relay's part of a handshake: reads what the client asks, and agrees. */
    public static void accept(InputStream in, OutputStream out) throws IOException {
        String key = Objects.requireNonNull(headers(head(in)).get("sec-websocket-key"));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String accept(String key) {
        try {
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "handshake with " + relay.url();
    }
}

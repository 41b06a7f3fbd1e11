package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.Response;

class BenchClientTest {
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Tally tally = new Tally();

    /** Some of these ends the JDK's client does not tell. */
    @RepeatedTest(30)
    void connectionThatEndsWhileItsReceiverIsBusyIsFoundOut() throws Exception {
        CountDownLatch receiving = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connector connector = new Connector(target(server), tally, 4096)) {
            CompletableFuture<Void> relay =
                    CompletableFuture.runAsync(() -> registerAndVanish(server, receiving, gone));
            BenchClient client = connector.open(Generation.V1_0).get();
            client.onMessage(text -> awaitUninterrupted(gone));
            receiving.countDown();
            relay.get();

            await("the connection's end").until(() -> {
                client.probe();
                return client.ended().isDone();
            });

            assertThat(tally.closed.sum()).isOne();
            assertThat(tally.firstProblem()).contains("a connection").doesNotContain("\n");
        }
    }

    private static Target target(ServerSocket server) {
        return new Target(
                URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/"), Optional.empty(), Optional.empty());
    }

    /** A relay that accepts one registration, sends one more text and is gone without a close frame. */
    private static void registerAndVanish(ServerSocket server, CountDownLatch receiving, CountDownLatch gone) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String key = "";
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (line.startsWith("Sec-WebSocket-Key: ")) {
                    key = line.substring(line.indexOf(' ') + 1);
                }
            }
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes(key + ACCEPT_GUID));
            out.write(bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n"));
            in.readUnsignedByte();
            int length = in.readUnsignedByte() & 0x7f;
            in.readNBytes(4 + (length == 126 ? in.readUnsignedShort() : length)); // what is left unread is a reset
            String accepted = new MessageEncoder().encode(Response.registered(Generation.V1_0));
            out.write(0x81);
            out.write(accepted.length());
            out.write(bytes(accepted));
            awaitUninterrupted(receiving);
            out.write(new byte[] {(byte) 0x81, 1, 'x'});
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            gone.countDown();
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

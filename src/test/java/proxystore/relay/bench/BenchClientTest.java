package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.Response;
import proxystore.relay.scenario.Handshake;

class BenchClientTest {
    private final BenchCounters counters = new BenchCounters();

    /** The JDK's client does not report every one of these ends. */
    @RepeatedTest(30)
    void endOfAConnectionIsDetectedWhileItsReceiverIsBusy() throws Exception {
        CountDownLatch receiving = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connector connector = new Connector(target(server), counters, 4096)) {
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

            assertThat(counters.closed.sum()).isOne();
            assertThat(counters.firstProblem()).contains("a connection").doesNotContain("\n");
        }
    }

    @Test
    void handshakeAnsweredTooLateEndsTheConnectionUnregistered() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> firstByte(server, aborted));
            BenchClient client = new BenchClient(Generation.V1_0, counters);
            CompletableFuture<WebSocket> opening = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(target(server).url(), client);

            client.abort();
            aborted.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(opening.get(10, TimeUnit.SECONDS).isOutputClosed()).isTrue();
            assertThat(client.ended()).isDone();
            assertThat(client.registered()).isNotDone();
            assertThat(counters.sound()).isTrue();
        }
    }

    private static Target target(ServerSocket server) {
        return new Target(
                URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/"), Optional.empty(), Optional.empty());
    }

    /** A relay that accepts one registration, sends one more text and ends without a close frame. */
    private static void registerAndVanish(ServerSocket server, CountDownLatch receiving, CountDownLatch gone) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            Handshake.accept(in, out);
            in.readUnsignedByte();
            int length = in.readUnsignedByte() & 0x7f;
            in.readNBytes(4 + (length == 126 ? in.readUnsignedShort() : length)); // what is left unread is a reset
            String accepted = new MessageEncoder().encode(Response.registered(Generation.V1_0));
            out.write(0x81);
            out.write(accepted.length());
            out.write(accepted.getBytes(StandardCharsets.US_ASCII));
            awaitUninterrupted(receiving);
            out.write(new byte[] {(byte) 0x81, 1, 'x'});
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            gone.countDown();
        }
    }

    /**
     * A relay that answers the handshake late; returns the byte that it reads then, -1 at the end of the connection.
     */
    private static int firstByte(ServerSocket server, CountDownLatch now) {
        try (Socket socket = server.accept()) {
            awaitUninterrupted(now);
            Handshake.accept(socket.getInputStream(), socket.getOutputStream());
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

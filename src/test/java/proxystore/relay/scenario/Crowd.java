package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.server.RawClient;

/**
 * Thousands of registered clients of generation 1.0 over plain TCP, for little CPU: one thread, no objects for messages. The
 * clients answer pings and close frames. They assume that a frame of the relay arrives whole, as it does on loopback.
 */
final class Crowd implements AutoCloseable {
    /** How a connection ended that had no close frame. */
    static final int NO_CLOSE_FRAME = 1006;

    /** Handshakes under way at a time; the relay's backlog holds more. */
    private static final int AT_A_TIME = 200;

    /** The addresses of the clients. Each has about 28,000 ports. */
    private static final int ADDRESSES = 32;

    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    private final InetSocketAddress relay;
    private final ByteBuffer handshake;
    private final Selector selector = Selector.open();
    private final ByteBuffer received = ByteBuffer.allocateDirect(4096);
    /** The number of ended connections by the code of their close frame. */
    private final Map<Integer, Integer> ends = new TreeMap<>();

    private int registered;

    private enum Phase {
        HANDSHAKE,
        REGISTRATION,
        REGISTERED,
        CLOSED
    }

    /** One client. */
    private static final class Member {
        private Phase phase = Phase.HANDSHAKE;
        private int closeCode = NO_CLOSE_FRAME;
    }

    private Crowd(RelayAddress address) throws IOException {
        this.relay = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), address.url().getPort());
        this.handshake = ByteBuffer.wrap(RawClient.handshake("/").getBytes(StandardCharsets.US_ASCII));
    }

    /** Registers this number of clients. */
    static Crowd register(RelayAddress address, int clients) throws IOException {
        Crowd crowd = new Crowd(address);
        int opened = 0;
        while (crowd.registered < clients) {
            for (; opened < clients && opened - crowd.registered < AT_A_TIME; opened++) {
                crowd.open(opened);
            }
            crowd.step();
            assertThat(crowd.ends).isEmpty();
        }
        return crowd;
    }

    private void open(int index) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + index % ADDRESSES)}), 0));
        channel.connect(relay);
        channel.write(handshake.duplicate());
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Member());
    }

    /** Reads what has arrived; waits for something, at most a second. */
    private void step() throws IOException {
        selector.select(
                key -> {
                    try {
                        read(key, (SocketChannel) key.channel(), (Member) key.attachment());
                    } catch (IOException e) {
                        end(key, (Member) key.attachment());
                    }
                },
                1000);
    }

    private void read(SelectionKey key, SocketChannel channel, Member member) throws IOException {
        received.clear();
        if (channel.read(received) < 0) {
            end(key, member);
            return;
        }
        received.flip();
        while (received.remaining() > 1) {
            if (member.phase == Phase.HANDSHAKE) {
                received.position(received.limit());
                member.phase = Phase.REGISTRATION;
                send(channel, 1, registration());
            } else {
                frame(channel, member);
            }
        }
    }

    private void frame(SocketChannel channel, Member member) throws IOException {
        int first = received.get() & 0xff;
        int length = received.get();
        int bytes = length == 126 ? received.getShort() & 0xffff : length;
        byte[] payload = new byte[bytes];
        received.get(payload);
        if (first == CLOSE) {
            member.closeCode = ByteBuffer.wrap(payload).getShort();
            member.phase = Phase.CLOSED;
            send(channel, CLOSE & 0x0f, payload);
        } else if (first == PING) {
            send(channel, 0x0a, payload);
        } else if (member.phase == Phase.REGISTRATION) {
            assertThat(new String(payload, StandardCharsets.UTF_8)).contains("\"success\":true");
            member.phase = Phase.REGISTERED;
            registered++;
        }
    }

    private static byte[] registration() {
        return TestMessages.registration(
                        ClientGeneration.V1_0, UUID.randomUUID().toString(), "crowd")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(SocketChannel channel, int opcode, byte[] payload) throws IOException {
        channel.write(ByteBuffer.wrap(ClientFrames.frame(ClientFrames.FIN | opcode, payload)));
    }

    private void end(SelectionKey key, Member member) {
        ends.merge(member.closeCode, 1, Integer::sum);
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** Waits until each connection has ended; how many ended with which close code. */
    Map<Integer, Integer> awaitEnds(Duration limit) throws IOException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (ends.values().stream().mapToInt(Integer::intValue).sum() < registered) {
            assertThat(System.nanoTime() - deadlineNanos)
                    .as("ended so far: %s", ends)
                    .isNegative();
            step();
        }
        return ends;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}

package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.standalone.frames.ClientFrames.FIN;
import static proxystore.relay.standalone.frames.ClientFrames.PING;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.RawClient;
import proxystore.relay.standalone.server.StandaloneServer;

/**
 * Compares the relay's frame layer with Tyrus's: two clients that follow a script see the same on both. It compares
 * texts in their order, pongs, close codes and ends. It does not compare the pongs of a closed connection, since closing
 * happens in the background, nor the time at which a client sees its end.
 */
class FramePathsFuzzTest {
    /** Scripts per seed; 20 to 60 ms each. */
    private static final int SCRIPTS = 40;

    /** The seed of {@code -Drelay.fuzz.seed}; else two that never change, so that a build fails only for what it has changed. */
    static LongStream seeds() {
        Long given = Long.getLong("relay.fuzz.seed");
        return given != null ? LongStream.of(given) : LongStream.of(6455, 7692);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void clientsSeeNoDifferenceBetweenTheTwoPaths(long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (RelayOnPath direct = new RelayOnPath(FramePath.DIRECT);
                RelayOnPath tyrus = new RelayOnPath(FramePath.TYRUS)) {
            for (int i = 0; i < SCRIPTS; i++) {
                Script script = Script.draw(random);
                assertThat(direct.run(script))
                        .as("script %d of seed %d: %s", i, seed, script.steps())
                        .isEqualTo(tyrus.run(script));
            }
        }
    }

    /** A relay with one of the frame paths. */
    private static final class RelayOnPath implements AutoCloseable {
        private final Relay relay;
        private final StandaloneServer server;

        RelayOnPath(FramePath frames) throws IOException {
            RelayConfig config = RelayConfig.of(Map.of(
                    "host",
                    "127.0.0.1",
                    "port",
                    "0",
                    "max_message_bytes",
                    String.valueOf(Script.MAX_MESSAGE_BYTES),
                    "standalone.frames",
                    frames.spelling()));
            relay = new Relay(config);
            server = new StandaloneServer(relay, config.listen(), Optional.empty(), Failing.LAST_RESORT);
            server.start();
        }

        /** Runs a script and returns what each client saw. */
        List<List<RawClient.Event>> run(Script script) throws Exception {
            try (Watched first = open();
                    Watched second = open()) {
                List<Watched> clients = List.of(first, second);
                for (Script.Step step : script.steps()) {
                    clients.get(step.client()).take(step);
                    clients.get(1 - step.client()).synchronize();
                }
                for (int client = 0; client < 2; client++) {
                    clients.get(client).conclude(client);
                    clients.get(1 - client).synchronize();
                }
                return List.of(first.seen(), second.seen());
            }
        }

        /** Opens a client and waits until the relay knows it: the order of opening decides which client owns a uuid. */
        private Watched open() throws Exception {
            Watched client = new Watched(RawClient.open(server.port()));
            client.synchronize();
            return client;
        }

        @Override
        public void close() {
            server.close();
            assertThat(relay.registry().connections()).isEmpty();
            assertThat(relay.registry().clients()).isEmpty();
        }
    }

    /** A client and what it has seen so far. */
    private static final class Watched implements AutoCloseable {
        private final RawClient client;
        private final List<RawClient.Event> seen = new ArrayList<>();
        private int pings;
        private boolean ended;

        Watched(RawClient client) {
            this.client = client;
        }

        void take(Script.Step step) throws InterruptedException {
            if (!ended) {
                client.write(step.chunks().toArray(byte[][]::new));
                synchronize();
            }
        }

        /**
         * Waits until the relay has handled all that was sent, or has ended the connection. At least one message that is
         * queued for this client precedes each pong; no step causes more than three.
         */
        void synchronize() throws InterruptedException {
            for (int i = 0; i < 4 && !ended; i++) {
                awaitPong();
            }
        }

        private void awaitPong() throws InterruptedException {
            String name = "sync " + pings++;
            client.write(frame(FIN | PING, name.getBytes(StandardCharsets.US_ASCII)));
            RawClient.Event pong =
                    new RawClient.Event.PongFrame(ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)));
            for (RawClient.Event next = client.next(); !next.equals(pong); next = client.next()) {
                seen.add(next);
                if (next instanceof RawClient.Event.StreamEnd) {
                    ended = true;
                    return;
                }
            }
        }

        /**
         * Determines whether the connection is being closed in the background: only then a text to which every open
         * connection receives an answer stays without one.
         */
        void conclude(int self) throws InterruptedException {
            if (ended) {
                return;
            }
            String nonce = "the end of " + self;
            client.write(
                    text(Script.registration(self, Script.uuid(self), false)),
                    text(Script.message(self, Script.uuid(self), nonce)));
            while (!ended) {
                RawClient.Event next = client.next();
                seen.add(next);
                ended = next instanceof RawClient.Event.StreamEnd;
                if (next instanceof RawClient.Event.TextFrame text
                        && text.text().contains(nonce)) {
                    return;
                }
            }
        }

        List<RawClient.Event> seen() {
            List<RawClient.Event> comparable = new ArrayList<>(seen);
            comparable.replaceAll(Watched::withoutTyrussReason);
            // Whether a write after the relay's close fails depends on the time.
            comparable.removeIf(event -> event.equals(RawClient.WRITE_FAILED));
            if (ended) {
                comparable.removeIf(RawClient.Event.PongFrame.class::isInstance);
            }
            return comparable;
        }

        /** Tyrus words the reasons of its own close frames in its own way. */
        private static RawClient.Event withoutTyrussReason(RawClient.Event event) {
            return event instanceof RawClient.Event.CloseFrame close
                            && (close.code() == 1002
                                    || close.code() == 1007
                                    || close.reason().equals("Normal closure."))
                    ? new RawClient.Event.CloseFrame(close.code(), "")
                    : event;
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}

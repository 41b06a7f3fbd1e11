package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.fuzz.Claims;
import proxystore.relay.fuzz.RecordedLog;

/**
 * Fuzz target: the bytes that a client sends after the handshake. The first byte of the input says whether and how the client
 * has registered, the second one draws how the bytes are split.
 *
 * <ul>
 *   <li>Nothing is thrown or logged with a stack trace, and the connection is open or has sent one close frame with a code that a relay may send.
 *   <li>The client sees the same whether the bytes arrive at once, one by one, or in parts of any length.
 *   <li>It sees the same as a client that sends the same messages in frames that raise no question, according to
 *       {@link FrameModel}; a violation of RFC 6455 ends in 1002 or 1007.
 *   <li>Memory is in proportion to the bytes that have arrived, whatever lengths they declare.
 * </ul>
 */
public final class FrameFuzz {
    private static final int MAX_MESSAGE_BYTES = 2_000;
    private static final int BYTES_PER_BYTE = 4_000;
    private static final long CLOSE_TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long POLL_NANOS = 20_000;
    private static final Pattern CLOSE = Pattern.compile("close (\\d+)(?s: .*)?");
    private static final UUID CLIENT = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static final RelayConfig CONFIG = RelayConfig.of(Map.of(
            "max_message_bytes", String.valueOf(MAX_MESSAGE_BYTES),
            "admission.max_unregistered_bytes", String.valueOf(MAX_MESSAGE_BYTES),
            "rate.max_pings_per_second", "0"));

    /** Null before {@link #fuzzerInitialize}. */
    private static @Nullable Relay relay;
    /** Null before {@link #fuzzerInitialize}. */
    private static @Nullable CloseScheduler scheduler;

    private FrameFuzz() {}

    /** Called before the first input. */
    public static void fuzzerInitialize() {
        relay = new Relay(CONFIG);
        scheduler = new CloseScheduler(Duration.ofMillis(1)); // cuts at once: nothing is connected
    }

    /** Called after the last input. */
    public static void fuzzerTearDown() {
        Objects.requireNonNull(scheduler).close();
        Objects.requireNonNull(relay).close();
    }

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        try (RecordedLog log = new RecordedLog()) {
            compare(input);
            log.takeClear();
        }
    }

    private static void compare(byte[] input) {
        byte[] bytes = Arrays.copyOfRange(input, 2, input.length);
        int first = input[0] & 3;
        List<String> seen = Claims.boundedMemory(bytes.length, BYTES_PER_BYTE, () -> seen(first, List.of(bytes)));
        assertThat(seen).isEqualTo(seen(first, parts(bytes, 1, 1)));
        assertThat(seen).isEqualTo(seen(first, parts(bytes, input[1], 64)));
        FrameModel model = new FrameModel(bytes, MAX_MESSAGE_BYTES);
        List<String> expected = seen(first, model.frames());
        if (model.violation() != FrameModel.NONE && !isClosed(expected)) {
            expected.add("close " + model.violation());
        }
        assertThat(seen).isEqualTo(expected);
    }

    /** Parts of 1 to that number of bytes. */
    private static List<byte[]> parts(byte[] bytes, int seed, int longest) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
            parts.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return parts;
    }

    /** What a client sees that sends the parts, in the order of their arrival; reasons of violations are left out. */
    private static List<String> seen(int registered, List<byte[]> parts) {
        try (FrameFixture client = new FrameFixture(Objects.requireNonNull(relay), Objects.requireNonNull(scheduler))) {
            if (registered != 0) {
                String registration = ClientMessages.registration(CLIENT);
                client.receive(
                        ClientFrames.text(registered == 2 ? registration.replace("server_", "relay_") : registration));
            }
            parts.forEach(part -> client.frames.handle(ByteBuffer.wrap(part)));
            awaitClose(client);
            List<String> seen = new ArrayList<>();
            for (String frame : client.takeWritten()) {
                assertThat(isClosed(seen))
                        .as("written after the close: %s", frame)
                        .isFalse();
                seen.add(withoutReason(frame));
            }
            return seen;
        }
    }

    /** A close is sent by another thread. */
    private static void awaitClose(FrameFixture client) {
        long start = System.nanoTime();
        while (!client.isOpen() && !isClosed(client.output.written)) {
            assertThat(System.nanoTime() - start)
                    .as("time until the close frame")
                    .isLessThan(CLOSE_TIMEOUT_NANOS);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isClosed(List<String> frames) {
        return !frames.isEmpty() && CLOSE.matcher(frames.get(frames.size() - 1)).matches();
    }

    private static String withoutReason(String frame) {
        Matcher close = CLOSE.matcher(frame);
        if (!close.matches()) {
            return frame;
        }
        int code = Integer.parseInt(close.group(1));
        assertThat(CloseState.mayBeSent(code)).as("close code %d", code).isTrue();
        return code == 1002 || code == 1007 ? "close " + code : frame;
    }
}

package proxystore.relay.message;

import jakarta.websocket.DecodeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From message to JSON text: the relay's encoder to UTF-8, the same through JSON-B, and Yasson's own binding of plain
 * objects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init")
public class MessageEncoderBenchmark {
    private final MessageEncoder encoder = new MessageEncoder();

    /** A response; a peer connection of 3.3 kB that is passed on unchanged; the same, returned to its sender. */
    @Param({"response", "forwarded", "returned"})
    private String message;

    /** Makes the message, which is part of returning one. Set before the first measurement. */
    private Supplier<Message> made;
    /** Set before the first measurement. */
    private Object plain;

    @Setup
    public void decode() throws DecodeException {
        PeerConnection received = (PeerConnection)
                new MessageDecoder().decode(encoder.encode(BenchmarkMessages.peerConnection(3_300, true)));
        String reason = Generation.V1_0.unknownPeer(received.peerUuid());
        made = switch (message) {
            case "response" -> () -> Response.registered(Generation.V1_0);
            case "forwarded" -> () -> received;
            case "returned" -> () -> received.withError(reason);
            default -> throw new IllegalArgumentException(message);
        };
        plain = made.get() instanceof PeerConnection connection ? PlainBinding.of(connection) : response();
    }

    private static PlainBinding.PlainResponse response() {
        PlainBinding.PlainResponse response = new PlainBinding.PlainResponse();
        response.success = true;
        response.message_type = Generation.V1_0.responseType();
        return response;
    }

    @Benchmark
    public EncodedMessage encoder() {
        return encoder.toEncoded(made.get());
    }

    /** The same through JSON-B. */
    @Benchmark
    public EncodedMessage jsonBinding() {
        return EncodedMessage.of(encoder.encode(made.get()));
    }

    @Benchmark
    public String plainBinding() {
        return PlainBinding.JSONB.toJson(plain);
    }
}

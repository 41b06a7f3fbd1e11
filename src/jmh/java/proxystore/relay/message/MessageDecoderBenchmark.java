package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import jakarta.websocket.DecodeException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * From JSON text to message: the relay's decoder, the same through JSON-B, and Yasson's own, lenient binding of plain
 * objects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init")
public class MessageDecoderBenchmark {
    private final MessageDecoder decoder = new MessageDecoder();

    @Param({"registration", "3.3 kB", "3.3 kB non-ASCII", "200 kB", "200 kB non-ASCII"})
    private String message;

    /** Set before the first measurement. */
    private String text;
    /** As {@link #text}. */
    private EncodedMessage encoded;
    /** As {@link #text}. */
    private Class<?> plain;

    @Setup
    public void encode() {
        Message decoded = switch (message) {
            case "registration" -> BenchmarkMessages.registration();
            case "3.3 kB" -> BenchmarkMessages.peerConnection(3_300, true);
            case "3.3 kB non-ASCII" -> BenchmarkMessages.peerConnection(3_300, false);
            case "200 kB" -> BenchmarkMessages.peerConnection(200_000, true);
            case "200 kB non-ASCII" -> BenchmarkMessages.peerConnection(200_000, false);
            default -> throw new IllegalArgumentException(message);
        };
        plain = decoded instanceof Registration
                ? PlainBinding.PlainRegistration.class
                : PlainBinding.PlainPeerConnection.class;
        text = new MessageEncoder().encode(decoded);
        encoded = EncodedMessage.of(text);
    }

    /** From bytes of UTF-8, as the standalone relay's frame layer has them. */
    @Benchmark
    public Message decoder() throws DecodeException {
        return decoder.decode(encoded);
    }

    /** The same through JSON-B. */
    @Benchmark
    public @Nullable Message jsonBinding() {
        try (JsonParser parser = encoded.parser()) {
            MessageFields fields = MessageJson.read(parser);
            return parser.hasNext() ? null : fields.toMessage(encoded);
        }
    }

    @Benchmark
    public Object plainBinding() {
        return PlainBinding.JSONB.fromJson(text, plain);
    }
}

package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import jakarta.websocket.DecodeException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.ByteQuadsCanonicalizer;

/** Memory and time that a message can cost if its sender wants it to be expensive. */
class HostileMessagesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MEGABYTE = 1 << 20;

    private final MessageDecoder decoder = new MessageDecoder();

    private static Stream<Arguments> messagesWithNewNames() {
        return Stream.of(
                messages("short name", i -> "{\"" + i + "\":null}"),
                messages("name as long as allowed", i -> "{\"" + "x".repeat(50) + i + "\":null}"),
                messages("long name", i -> "{\"" + "x".repeat(49_800) + i + "\":null}"),
                messages("name behind known ones", i -> "{\"name\":\"n\",\"uuid\":\"u\",\"" + i + "\":null}"),
                messages("name of another script", i -> "{\"é€" + i + "\":null}"),
                messages("escaped name", i -> "{\"\\u0041" + i + "\":null}"),
                messages("name without its end", i -> "{\"name " + i),
                messages("name without a value", i -> "{\"name " + i + "\":"),
                messages("name before a bad value", i -> "{\"name " + i + "\":nul}"),
                messages("name in a nested object", i -> "{\"name\":{\"" + i + "\":null}}"),
                messages("name in a second object", i -> "{} {\"" + i + "\":null}"));
    }

    private static Arguments messages(String what, IntFunction<String> message) {
        return Arguments.of(what, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messagesWithNewNames")
    void namesOfMembersAreNotKept(String what, IntFunction<String> message) throws ReflectiveOperationException {
        refuse(message.apply(0));
        int remembered = rememberedNames();
        for (int i = 1; i <= 100; i++) {
            refuse(message.apply(i));
        }
        assertThat(rememberedNames()).isEqualTo(remembered);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messagesWithNewNames")
    void thousandthNewNameCostsNoMoreThanTheHundredth(String what, IntFunction<String> message) {
        allocatedBytes(message, 0);
        long hundredth = allocatedBytes(message, 100);
        for (int i = 200; i < 1_000; i++) {
            refuse(message.apply(i));
        }
        assertThat(allocatedBytes(message, 1_000)).isLessThanOrEqualTo(hundredth + hundredth / 10);
    }

    /** Bytes that refusing 100 messages allocates, from the one of this number on. */
    private long allocatedBytes(IntFunction<String> message, int first) {
        EncodedMessage[] texts = new EncodedMessage[100];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = EncodedMessage.of(message.apply(first + i));
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (EncodedMessage text : texts) {
            refuse(text);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "name", "description"})
    void valueOfAWrongTypeIsNotCollected(String name) {
        String start = "{\"" + name + "\":";
        for (String value : new String[] {
            "[".repeat(MEGABYTE), "{\"name\":".repeat(MEGABYTE / 8), "[" + "1,".repeat(MEGABYTE / 2) + "1]"
        }) {
            assertThat(bytesToRefuse(start + value + "}")).isLessThan(100_000);
        }
    }

    @Test
    void longStringOfAnUnknownMemberIsNotRead() {
        assertThat(bytesToRefuse("{\"unknown\":\"" + "x".repeat(MEGABYTE) + "\"}"))
                .isLessThan(100_000);
    }

    @Test
    void longNameIsNotRead() {
        assertThat(bytesToRefuse("{\"" + "x".repeat(MEGABYTE) + "\":null}")).isLessThan(100_000);
    }

    /** Jackson collects a number's digits before the relay can refuse it, but does not convert them. */
    @ParameterizedTest
    @ValueSource(strings = {"unknown", "name"})
    void longNumberCostsNoMoreThanItsDigits(String name) {
        for (String value : new String[] {
            "1".repeat(MEGABYTE), "-" + "1".repeat(MEGABYTE), "0." + "1".repeat(MEGABYTE), "1e" + "1".repeat(MEGABYTE)
        }) {
            assertThat(bytesToRefuse("{\"" + name + "\":" + value + "}")).isLessThan(4L * MEGABYTE);
        }
    }

    @Test
    void refusalNamesWhatIsTooLong() {
        assertThatThrownBy(() -> decoder.decode("{\"" + "x".repeat(1_000) + "\":null}"))
                .hasMessage("a name or a number is too long");
        assertThatThrownBy(() -> decoder.decode("{\"name\":" + "1".repeat(10_000) + "}"))
                .hasMessage("a name or a number is too long");
    }

    private long bytesToRefuse(String message) {
        EncodedMessage text = EncodedMessage.of(message);
        refuse(text); // loads classes
        long before = THREADS.getCurrentThreadAllocatedBytes();
        refuse(text);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messagesWithNewNames")
    void jsonBRefusesForTheSameReason(String what, IntFunction<String> message) {
        assertThatThrownBy(() -> BothWays.decode(message.apply(0))).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"name\":", "1", "\"x\":", "{\"\ud83d"})
    void jsonBRefusesLongValuesForTheSameReason(String repeated) {
        assertThatThrownBy(() -> BothWays.decode("{\"name\":" + repeated.repeat(MEGABYTE / repeated.length())))
                .isInstanceOf(DecodeException.class);
    }

    private void refuse(String message) {
        refuse(EncodedMessage.of(message));
    }

    private void refuse(EncodedMessage message) {
        try {
            Message read = decoder.decode(message);
            throw new AssertionError(read);
        } catch (DecodeException e) {
            assertThat(e.getText()).isEmpty();
        }
    }

    /** In the table that all of Jackson's parsers share. */
    private static int rememberedNames() throws ReflectiveOperationException {
        Field table = JsonFactory.class.getDeclaredField("_byteSymbolCanonicalizer");
        table.setAccessible(true);
        return ((ByteQuadsCanonicalizer) table.get(JacksonParser.FACTORY)).size();
    }
}

package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonParserTest {
    @Test
    void everyTokenIsTheEventOfTheSameName() {
        assertThat(events("{\"a\":\"s\",\"b\":[1,-2.5e3,true,false,null],\"c\":{}}"))
                .containsExactly(
                        Event.START_OBJECT,
                        Event.KEY_NAME,
                        Event.VALUE_STRING,
                        Event.KEY_NAME,
                        Event.START_ARRAY,
                        Event.VALUE_NUMBER,
                        Event.VALUE_NUMBER,
                        Event.VALUE_TRUE,
                        Event.VALUE_FALSE,
                        Event.VALUE_NULL,
                        Event.END_ARRAY,
                        Event.KEY_NAME,
                        Event.START_OBJECT,
                        Event.END_OBJECT,
                        Event.END_OBJECT);
    }

    @Test
    void keysAndStringsAreUnescaped() {
        try (JsonParser parser = parser("{\"k\\u0041\":\"\\n\\\"\\u0000\\u20ac\\ud83d\\ude00 \u20ac \ud83d\ude00\"}")) {
            parser.next();
            parser.next();
            assertThat(parser.getString()).isEqualTo("kA");
            parser.next();
            assertThat(parser.getString()).isEqualTo("\n\"\0\u20ac\ud83d\ude00 \u20ac \ud83d\ude00");
        }
    }

    @Test
    void halfAnEscapedSurrogatePairIsKept() {
        try (JsonParser parser = parser("[\"\\ud800\"]")) {
            parser.next();
            parser.next();
            assertThat(parser.getString()).isEqualTo("\ud800");
        }
    }

    @Test
    void hasNextDoesNotMoveTheParser() {
        try (JsonParser parser = parser("[\"a\"]")) {
            parser.next();
            parser.next();
            assertThat(parser.hasNext()).isTrue();
            assertThat(parser.hasNext()).isTrue();
            assertThat(parser.next()).isEqualTo(Event.END_ARRAY);
            assertThat(parser.hasNext()).isFalse();
            assertThatThrownBy(parser::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void bytesAroundTheTextAreNotRead() {
        byte[] bytes = "}{}garbage".getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = new JacksonParser(bytes, 1, 2)) {
            assertThat(parser.next()).isEqualTo(Event.START_OBJECT);
            assertThat(parser.next()).isEqualTo(Event.END_OBJECT);
            assertThat(parser.hasNext()).isFalse();
        }
    }

    @Test
    void textAfterTheValueIsReported() {
        try (JsonParser parser = parser("{} {}")) {
            parser.next();
            parser.next();
            assertThat(parser.hasNext()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1,}",
                "[1,]",
                "[01]",
                "[+1]",
                "[.5]",
                "[NaN]",
                "[Infinity]",
                "['a']",
                "[\"a]",
                "[\"\n\"]",
                "[\"\\x\"]",
                "[\"\\u00g0\"]",
                "[tru]",
                "{a:1}",
                "[1 2]",
                "[/**/1]",
                "[1]#",
                "]",
                "}"
            })
    void malformedJsonIsAnException(String text) {
        assertThatThrownBy(() -> events(text)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xff, 0x80, 0xed})
    void malformedUtf8IsAnException(int bad) {
        byte[] bytes = {'[', '"', (byte) bad, '"', ']'};
        assertThatThrownBy(() -> {
                    try (JsonParser parser = new JacksonParser(bytes, 0, bytes.length)) {
                        parser.next();
                        parser.next();
                        parser.getString();
                    }
                })
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void otherEncodingsAreRefused() {
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> events(utf16)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void deepNestingIsAnExceptionAndNotAStackOverflow() {
        assertThatThrownBy(() -> events("[".repeat(100_000))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void parserReadsCorrectlyAfterOneThatWasClosedEarly() {
        for (int i = 0; i < 50; i++) {
            String name = "n" + i;
            try (JsonParser half = parser("{\"" + "x".repeat(5_000) + "\":\"" + name)) {
                half.next();
            }
            try (JsonParser parser = parser("[\"" + name + "\"]")) {
                parser.next();
                parser.next();
                assertThat(parser.getString()).isEqualTo(name);
            }
        }
    }

    @Test
    void numbersCannotBeRead() {
        try (JsonParser parser = parser("[1]")) {
            parser.next();
            parser.next();
            assertThatThrownBy(parser::getInt).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(parser::getLong).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(parser::getBigDecimal).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(parser::isIntegralNumber).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(parser::getLocation).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private static JsonParser parser(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // Longer than the text, as the array that a frame was read into may be.
        return new JacksonParser(Arrays.copyOf(utf8, utf8.length + 3), 0, utf8.length);
    }

    private static List<Event> events(String text) {
        return events(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Event> events(byte[] utf8) {
        List<Event> events = new ArrayList<>();
        try (JsonParser parser = new JacksonParser(utf8, 0, utf8.length)) {
            while (parser.hasNext()) {
                events.add(parser.next());
            }
        }
        return events;
    }
}

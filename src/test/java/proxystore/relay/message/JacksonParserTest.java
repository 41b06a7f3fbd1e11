package proxystore.relay.message;

import static jakarta.json.stream.JsonParser.Event.END_ARRAY;
import static jakarta.json.stream.JsonParser.Event.END_OBJECT;
import static jakarta.json.stream.JsonParser.Event.KEY_NAME;
import static jakarta.json.stream.JsonParser.Event.START_ARRAY;
import static jakarta.json.stream.JsonParser.Event.START_OBJECT;
import static jakarta.json.stream.JsonParser.Event.VALUE_FALSE;
import static jakarta.json.stream.JsonParser.Event.VALUE_NULL;
import static jakarta.json.stream.JsonParser.Event.VALUE_NUMBER;
import static jakarta.json.stream.JsonParser.Event.VALUE_STRING;
import static jakarta.json.stream.JsonParser.Event.VALUE_TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.stream.JsonParser.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class JacksonParserTest {
    private static JacksonParser parser(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JacksonParser(utf8, utf8.length);
    }

    @Test
    void everyTokenIsItsEvent() {
        List<Event> events = new ArrayList<>();
        try (JacksonParser parser = parser("{\"a\":[\"text\",1,-1.5e3,true,false,null]}")) {
            while (parser.hasNext()) {
                events.add(parser.next());
            }
        }
        assertThat(events)
                .containsExactly(
                        START_OBJECT,
                        KEY_NAME,
                        START_ARRAY,
                        VALUE_STRING,
                        VALUE_NUMBER,
                        VALUE_NUMBER,
                        VALUE_TRUE,
                        VALUE_FALSE,
                        VALUE_NULL,
                        END_ARRAY,
                        END_OBJECT);
    }

    @Test
    void namesAndTextsAreRead() {
        try (JacksonParser parser = parser("{\"é\":\"\\n\"}")) {
            parser.next();
            parser.next();
            assertThat(parser.getString()).isEqualTo("é");
            parser.next();
            assertThat(parser.getString()).isEqualTo("\n");
        }
    }

    @Test
    void nothingFollowsTheEnd() {
        try (JacksonParser parser = parser("{} ")) {
            parser.next();
            parser.next();
            assertThat(parser.hasNext()).isFalse();
            assertThatThrownBy(parser::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void textThatIsSkippedIsCheckedAllTheSame() {
        try (JacksonParser parser = parser("{\"a\":\"\\x\",\"b\":1}")) {
            parser.next();
            parser.next();
            assertThat(parser.next()).isEqualTo(VALUE_STRING);
            assertThatThrownBy(parser::next).isInstanceOf(RuntimeException.class);
        }
    }
}

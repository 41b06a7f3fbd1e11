package proxystore.relay.message;

import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import java.math.BigDecimal;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Jackson's streaming parser as the JSON-P parser under JSON-B (Jakarta JSON Processing 2.1, JsonParser). It reads bytes
 * of UTF-8 and, unlike Parsson and Johnzon, makes a string of a value only when it is asked for: a session description
 * that is passed on is checked but never copied. It has what {@link MessageFields} needs; numbers are never read.
 */
final class JacksonParser implements JsonParser {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION) // a WebSocket text is UTF-8 (RFC 6455, section 5.6)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            // Not the default pool: its thread-locals would outlive an undeployed WAR on the container's threads.
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private final tools.jackson.core.JsonParser jackson;
    /** The token after the current one, once {@link #hasNext} has looked. */
    private @Nullable JsonToken peeked;

    /** For some of an array's bytes. */
    JacksonParser(byte[] utf8, int start, int length) {
        jackson = FACTORY.createParser(ObjectReadContext.empty(), utf8, start, length);
    }

    @Override
    public boolean hasNext() {
        if (peeked == null) {
            peeked = jackson.nextToken();
        }
        return peeked != null;
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        JsonToken token = Objects.requireNonNull(peeked);
        peeked = null;
        return switch (token) {
            case START_OBJECT -> Event.START_OBJECT;
            case END_OBJECT -> Event.END_OBJECT;
            case START_ARRAY -> Event.START_ARRAY;
            case END_ARRAY -> Event.END_ARRAY;
            case PROPERTY_NAME -> Event.KEY_NAME;
            case VALUE_STRING -> Event.VALUE_STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Event.VALUE_NUMBER;
            case VALUE_TRUE -> Event.VALUE_TRUE;
            case VALUE_FALSE -> Event.VALUE_FALSE;
            case VALUE_NULL -> Event.VALUE_NULL;
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException(token.name());
        };
    }

    @Override
    public String getString() {
        return jackson.getString();
    }

    /** Where the current value begins, in bytes of UTF-8; before {@link #hasNext}. */
    int valueStart() {
        return (int) jackson.currentTokenLocation().getByteOffset();
    }

    /** Where the current value has ended, in bytes of UTF-8; before {@link #hasNext}. */
    int valueEnd() {
        jackson.finishToken();
        return (int) jackson.currentLocation().getByteOffset();
    }

    @Override
    public boolean isIntegralNumber() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getInt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getLong() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BigDecimal getBigDecimal() {
        throw new UnsupportedOperationException();
    }

    @Override
    public JsonLocation getLocation() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        jackson.close();
    }
}

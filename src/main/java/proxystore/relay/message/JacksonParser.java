package proxystore.relay.message;

import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import java.math.BigDecimal;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.Named;

/**
 * Jackson's streaming parser as the JSON-P parser under JSON-B (Jakarta JSON Processing 2.1, JsonParser). It reads
 * bytes of UTF-8 and, unlike Parsson and Johnzon, makes a string of a value only on request: a session description that
 * is passed on is checked but never copied. Only what {@link MessageFields} needs is implemented; numbers are never
 * read.
 */
final class JacksonParser implements JsonParser {
    /**
     * Longest name of a member, in bytes of UTF-8; parsing stops at twice as many. The protocol's longest name has 16.
     */
    private static final int MAX_NAME_BYTES = 64;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(MAX_NAME_BYTES)
                    .build())
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION) // a WebSocket text is UTF-8 (RFC 6455, section 5.6)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            // Not the default pool: its thread-locals would outlive an undeployed WAR on the container's threads.
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    /** Finds the protocol's names in bytes, without strings and without Jackson's table of names. */
    private static final PropertyNameMatcher NAMES = FACTORY.constructNameMatcher(
            List.of(MessageFields.NAMES).stream().map(Named::fromString).toList(), true);

    private final tools.jackson.core.JsonParser jackson;
    /** The token after the current one; null until {@link #hasNext} has read it. */
    private @Nullable JsonToken peeked;
    /** Whether all names read so far are the protocol's. */
    private boolean namesKnown = true;

    /** Reads a range of an array. */
    JacksonParser(byte[] utf8, int start, int length) {
        jackson = FACTORY.createParser(ObjectReadContext.empty(), utf8, start, length);
    }

    @Override
    public boolean hasNext() {
        if (peeked == null) {
            if (nextMatch() == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
                namesKnown = false;
            }
            peeked = jackson.currentToken();
        }
        return peeked != null;
    }

    private int nextMatch() {
        try {
            return jackson.nextNameMatch(NAMES);
        } catch (JacksonException e) {
            namesKnown = false; // a name may have been read before the error
            throw e instanceof StreamConstraintsException
                    ? new MalformedMessageException("a name or a number is too long")
                    : e;
        }
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

    /** Where the current value begins, in bytes of UTF-8. To be called before {@link #hasNext}. */
    int valueStart() {
        return (int) jackson.currentTokenLocation().getByteOffset();
    }

    /** Where the current value ends, in bytes of UTF-8. To be called before {@link #hasNext}. */
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

    /**
     * Releases the buffers for the next parser. Jackson would also add the names that it read to a table that all
     * parsers share, so a parser that has read a name that is not the protocol's is left to the garbage collector.
     */
    @Override
    public void close() {
        if (namesKnown) {
            jackson.close();
        }
    }
}

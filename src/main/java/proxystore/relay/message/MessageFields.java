package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, read in any order and checked once all are known. Strict as ProxyStore's dataclasses
 * are: a member that is missing, unknown or of another JSON type makes the message malformed. A nested value is
 * malformed where it starts, so the depth of nesting is not limited by the stack. Used for one
 * {@link MessageDecoder#decode} call, by one thread.
 */
final class MessageFields {
    static final String[] NAMES = {
        "message_type",
        "name",
        "uuid",
        "success",
        "message",
        "error",
        "source_uuid",
        "source_name",
        "peer_uuid",
        "description_type",
        "description"
    };
    private static final int MESSAGE_TYPE = 0;
    private static final int NAME = 1;
    private static final int UUID_ = 2;
    private static final int SUCCESS = 3;
    private static final int MESSAGE = 4;
    private static final int ERROR = 5;
    private static final int SOURCE_UUID = 6;
    private static final int SOURCE_NAME = 7;
    private static final int PEER_UUID = 8;
    private static final int DESCRIPTION_TYPE = 9;
    private static final int DESCRIPTION = 10;

    private static final int REGISTRATION = bits(MESSAGE_TYPE, NAME, UUID_);
    private static final int RESPONSE = bits(MESSAGE_TYPE, SUCCESS, MESSAGE, ERROR);
    private static final int PEER_CONNECTION =
            bits(MESSAGE_TYPE, SOURCE_UUID, SOURCE_NAME, PEER_UUID, DESCRIPTION_TYPE, DESCRIPTION, ERROR);

    /** Longest name of a client, in characters; logs show {@value LogText#MAX_LENGTH}. */
    private static final int MAX_CLIENT_NAME_LENGTH = 1024;

    private static final Generation[] GENERATIONS = Generation.values();

    /** Stands for a description, which is long and is seldom needed. */
    private static final String UNREAD = "";

    /** A String, a Boolean, or null for JSON's null; by index into {@link #NAMES}. */
    private final @Nullable Object[] values = new @Nullable Object[NAMES.length];
    /** Bit i is set once member i was seen. */
    private int seen;
    /** Whether a member was seen twice. The last one counts, as in Python, and the text is not passed on unchanged. */
    private boolean repeated;

    private MessageFields() {}

    /** Reads the members of the object at which the parser starts. */
    static MessageFields of(JsonParser parser) {
        parser.next();
        return ofMembers(parser);
    }

    /** Reads the members of an object of which the parser has passed the start. */
    static MessageFields ofMembers(JsonParser parser) {
        MessageFields fields = new MessageFields();
        while (parser.hasNext() && parser.next() == JsonParser.Event.KEY_NAME) {
            fields.read(parser);
        }
        return fields;
    }

    /** Reads one member's value; the parser is at its key. */
    private void read(JsonParser parser) {
        int field = indexOf(parser.getString());
        JsonParser.Event event = parser.next();
        values[field] = switch (event) {
            case VALUE_STRING -> field == DESCRIPTION ? UNREAD : parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new MalformedMessageException(NAMES[field] + " is neither string nor boolean nor null");
        };
        int bit = 1 << field;
        repeated |= (seen & bit) != 0;
        seen |= bit;
    }

    /**
     * Makes a message of the members.
     *
     * @param text the text that the members were read from
     * @throws MalformedMessageException if they are no message of the protocol
     */
    Message toMessage(EncodedMessage text) {
        String type = string(MESSAGE_TYPE);
        if (type.equals("peer_connection")) {
            return toPeerConnection(text);
        }
        for (Generation generation : GENERATIONS) {
            if (type.equals(generation.registrationType())) {
                require(REGISTRATION);
                return new Registration(clientName(), uuid(UUID_), generation);
            }
            if (type.equals(generation.responseType())) {
                require(RESPONSE);
                return new Response(bool(SUCCESS), nullableString(MESSAGE), bool(ERROR), generation);
            }
        }
        throw new MalformedMessageException("unknown message_type");
    }

    private PeerConnection toPeerConnection(EncodedMessage text) {
        boolean hadError = (seen & 1 << ERROR) != 0;
        seen |= 1 << ERROR; // a missing error reads as null
        require(PEER_CONNECTION);
        string(DESCRIPTION);
        UUID source = uuid(SOURCE_UUID);
        UUID peer = uuid(PEER_UUID);
        boolean unchanged = hadError
                && !repeated
                && PythonUuid.isCanonical(string(SOURCE_UUID))
                && PythonUuid.isCanonical(string(PEER_UUID));
        return new PeerConnection(
                source,
                string(SOURCE_NAME),
                peer,
                string(DESCRIPTION_TYPE),
                unchanged ? null : text.member(NAMES[DESCRIPTION]),
                nullableString(ERROR),
                unchanged ? text : null);
    }

    private void require(int fields) {
        int missing = fields & ~seen;
        if (missing != 0) {
            throw new MalformedMessageException(NAMES[Integer.numberOfTrailingZeros(missing)] + " is missing");
        }
        int extra = seen & ~fields;
        if (extra != 0) {
            throw new MalformedMessageException(
                    NAMES[Integer.numberOfTrailingZeros(extra)] + " does not belong to this message_type");
        }
    }

    private String clientName() {
        String name = string(NAME);
        if (name.length() > MAX_CLIENT_NAME_LENGTH) {
            throw new MalformedMessageException("name is longer than " + MAX_CLIENT_NAME_LENGTH + " characters");
        }
        return name;
    }

    private UUID uuid(int field) {
        try {
            return PythonUuid.parse(string(field));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(NAMES[field] + " is not a UUID");
        }
    }

    private String string(int field) {
        if (values[field] instanceof String text) {
            return text;
        }
        throw new MalformedMessageException(NAMES[field] + " is missing or not a string");
    }

    private @Nullable String nullableString(int field) {
        return values[field] == null ? null : string(field);
    }

    private boolean bool(int field) {
        if (values[field] instanceof Boolean truth) {
            return truth;
        }
        throw new MalformedMessageException(NAMES[field] + " is not a boolean");
    }

    private static int indexOf(String name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        throw new MalformedMessageException("unknown field");
    }

    private static int bits(int... fields) {
        int bits = 0;
        for (int field : fields) {
            bits |= 1 << field;
        }
        return bits;
    }
}

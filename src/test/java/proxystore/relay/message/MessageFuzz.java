package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.websocket.DecodeException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import proxystore.relay.fuzz.Claims;

/**
 * Fuzz target: any text, as a message.
 *
 * <ul>
 *   <li>A text is a message exactly if another parser and the rules of PROTOCOL, written again below, say so, and has the
 *       same fields.
 *   <li>Reading through JSON-B and without it gives the same. Only {@link DecodeException} is thrown; its reason is one of a
 *       few and quotes nothing.
 *   <li>A message that is written, with an error or without, is read as the same message.
 *   <li>Reading allocates memory in proportion to the text.
 * </ul>
 */
public final class MessageFuzz {
    private static final int BYTES_PER_BYTE = 256;
    private static final int MAX_NAME_LENGTH = 1024;

    private static final Pattern REASON = Pattern.compile("not a JSON object|text after the JSON object|not valid JSON"
            + "|unknown field|unknown message_type|a name or a number is too long|name is longer than 1024 characters"
            + "|(" + String.join("|", MessageFields.NAMES) + ") (is neither string nor boolean nor null|is missing"
            + "|is missing or not a string|is not a boolean|is not a UUID|does not belong to this message_type)");

    private static final MessageDecoder DECODER = new MessageDecoder();
    private static final MessageEncoder ENCODER = new MessageEncoder();

    private MessageFuzz() {}

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] received = new byte[EncodedMessage.HEADER_BYTES + utf8.length];
        System.arraycopy(utf8, 0, received, EncodedMessage.HEADER_BYTES, utf8.length);
        Object result = Claims.boundedMemory(
                utf8.length, BYTES_PER_BYTE, () -> read(EncodedMessage.received(received, utf8.length)));
        assertThat(read(text)).isEqualTo(result);
        if (result instanceof Message message) {
            assertThat(fields(message)).isEqualTo(expected(text).orElse(null));
            survives(message);
            if (message instanceof PeerConnection connection) {
                withError(connection, text.substring(0, Math.min(text.length(), 200)));
            }
        } else {
            assertThat((String) result).matches(REASON);
            assertThat(expected(text)).isEmpty();
        }
    }

    /** The message, or the reason why the text is none. */
    private static Object read(String text) {
        try {
            return DECODER.decode(text);
        } catch (DecodeException e) {
            assertThat(e.getText()).isEmpty();
            return String.valueOf(e.getMessage());
        }
    }

    /** As {@link #read(String)}. */
    private static Object read(EncodedMessage text) {
        try {
            return DECODER.decode(text);
        } catch (DecodeException e) {
            assertThat(e.getText()).isEmpty();
            return String.valueOf(e.getMessage());
        }
    }

    private static void survives(Message message) {
        EncodedMessage encoded = ENCODER.toEncoded(message);
        assertThat(ENCODER.encode(message)).isEqualTo(encoded.text());
        assertThat(fields(read(encoded))).isEqualTo(fields(message));
        if (message instanceof PeerConnection connection) {
            assertThat(fields(connection.keptAs(encoded))).isEqualTo(fields(message));
        }
    }

    private static void withError(PeerConnection connection, String reason) {
        PeerConnection returned = connection.withError(reason);
        assertThat(returned.error()).isEqualTo(reason);
        List<@Nullable Object> fields = fields(connection);
        fields.set(fields.size() - 1, reason);
        assertThat(fields(returned)).isEqualTo(fields);
        survives(returned);
    }

    private static List<@Nullable Object> fields(Object read) {
        if (read instanceof Registration registration) {
            return Arrays.asList(
                    registration.generation().registrationType(), registration.name(), registration.uuid());
        }
        if (read instanceof Response response) {
            return Arrays.asList(
                    response.generation().responseType(), response.success(), response.message(), response.error());
        }
        if (read instanceof PeerConnection connection) {
            return Arrays.asList(
                    "peer_connection",
                    connection.sourceUuid(),
                    connection.sourceName(),
                    connection.peerUuid(),
                    connection.descriptionType(),
                    connection.description(),
                    connection.error());
        }
        throw new AssertionError("not read: " + read);
    }

    /** The fields of the message that the text is, as {@link #fields}; empty if it is none. */
    private static Optional<List<@Nullable Object>> expected(String text) {
        Optional<Map<String, @Nullable Object>> parsed = members(text);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> members = parsed.get();
        Object type = members.remove("message_type");
        if ("server_registration".equals(type) || "relay_registration".equals(type)) {
            Object name = members.get("name");
            Optional<UUID> uuid = uuid(members.get("uuid"));
            return members.keySet().equals(Set.of("name", "uuid"))
                            && name instanceof String string
                            && string.length() <= MAX_NAME_LENGTH
                            && uuid.isPresent()
                    ? Optional.of(Arrays.asList(type, name, uuid.get()))
                    : Optional.empty();
        }
        if ("server_response".equals(type) || "relay_response".equals(type)) {
            Object success = members.get("success");
            Object message = members.get("message");
            Object error = members.get("error");
            return members.keySet().equals(Set.of("success", "message", "error"))
                            && success instanceof Boolean
                            && error instanceof Boolean
                            && (message == null || message instanceof String)
                    ? Optional.of(Arrays.asList(type, success, message, error))
                    : Optional.empty();
        }
        return "peer_connection".equals(type) ? connection(members) : Optional.empty();
    }

    private static Optional<List<@Nullable Object>> connection(Map<String, @Nullable Object> members) {
        Object error = members.remove("error");
        Optional<UUID> source = uuid(members.get("source_uuid"));
        Optional<UUID> peer = uuid(members.get("peer_uuid"));
        List<String> names = List.of("source_uuid", "source_name", "peer_uuid", "description_type", "description");
        boolean valid = members.keySet().equals(Set.copyOf(names))
                && members.values().stream().allMatch(String.class::isInstance)
                && (error == null || error instanceof String)
                && source.isPresent()
                && peer.isPresent();
        return valid
                ? Optional.of(Arrays.asList(
                        "peer_connection",
                        source.get(),
                        members.get("source_name"),
                        peer.get(),
                        members.get("description_type"),
                        members.get("description"),
                        error))
                : Optional.empty();
    }

    /** The members of a flat object, read by Parsson; empty if the text is anything else. */
    private static Optional<Map<String, @Nullable Object>> members(String text) {
        Map<String, @Nullable Object> members = new HashMap<>();
        try (JsonParser parser = JsonProvider.provider().createParser(new StringReader(text))) {
            if (parser.next() != JsonParser.Event.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.next() == JsonParser.Event.KEY_NAME) {
                String name = parser.getString();
                JsonParser.Event value = parser.next();
                switch (value) {
                    case VALUE_STRING -> members.put(name, parser.getString());
                    case VALUE_TRUE, VALUE_FALSE -> members.put(name, value == JsonParser.Event.VALUE_TRUE);
                    case VALUE_NULL -> members.put(name, null);
                    default -> {
                        return Optional.empty();
                    }
                }
            }
            return parser.hasNext() ? Optional.empty() : Optional.of(members);
        } catch (JsonException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    /** As Python's {@code uuid.UUID(hex)}, for hexadecimal digits. */
    private static Optional<UUID> uuid(@Nullable Object member) {
        if (!(member instanceof String text)) {
            return Optional.empty();
        }
        String digits = text.replace("urn:", "")
                .replace("uuid:", "")
                .replaceAll("^[{}]+|[{}]+$", "")
                .replace("-", "");
        return digits.matches("[0-9a-fA-F]{32}")
                ? Optional.of(UUID.fromString(digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")))
                : Optional.empty();
    }
}

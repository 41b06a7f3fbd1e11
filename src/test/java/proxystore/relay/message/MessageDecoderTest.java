package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.websocket.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
    private static final String UUID_TEXT = "8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b";
    private static final String REGISTRATION =
            "{'name':'n','uuid':'8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b','message_type':'server_registration'}";
    private static final String RESPONSE =
            "{'success':true,'message':null,'error':false,'message_type':'relay_response'}";
    private static final String PEER_CONNECTION = "{'source_uuid':'8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b',"
            + "'source_name':'s','peer_uuid':'00000000-0000-0000-0000-00000000002a','description_type':'offer',"
            + "'description':'d','error':null,'message_type':'peer_connection'}";

    private static final MessageDecoder DECODER = new MessageDecoder();

    /** JSON with its double quotes written as single ones. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private PeerConnection peerConnection(String text) throws DecodeException {
        return (PeerConnection) BothWays.decode(text);
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatTheRelayWrites(GoldenMessage golden) throws DecodeException {
        assertThat(withoutEncoded(BothWays.decode(golden.json()))).isEqualTo(golden.message());
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatProxyStoreWrites(GoldenMessage golden) throws DecodeException {
        assertThat(withoutEncoded(BothWays.decode(golden.pythonJson()))).isEqualTo(golden.message());
    }

    private static Message withoutEncoded(Message message) {
        return message instanceof PeerConnection p
                ? new PeerConnection(
                        p.sourceUuid(),
                        p.sourceName(),
                        p.peerUuid(),
                        p.descriptionType(),
                        p.description(),
                        p.error(),
                        null)
                : message;
    }

    @Test
    void membersMayHaveAnyOrderAndAnyWhitespaceBetweenThem() throws DecodeException {
        String text = json(
                " \t\r\n{ 'message_type' : 'relay_registration',\n'uuid':'" + UUID_TEXT + "'\t,\r'name':'n' } \n\t\r ");
        assertThat(BothWays.decode(text)).isEqualTo(new Registration("n", UUID.fromString(UUID_TEXT), Generation.V1_0));
    }

    @Test
    void missingErrorOfAPeerConnectionReadsAsNull() throws DecodeException {
        PeerConnection message = peerConnection(json(PEER_CONNECTION.replace("'error':null,", "")));
        assertThat(message.error()).isNull();
        assertThat(message.description()).isEqualTo("d");
    }

    @Test
    void errorFromAClientIsKept() throws DecodeException {
        assertThat(peerConnection(json(PEER_CONNECTION.replace("null", "'why'")))
                        .error())
                .isEqualTo("why");
    }

    @Test
    void descriptionTypeMayBeAnyText() throws DecodeException {
        assertThat(peerConnection(json(PEER_CONNECTION.replace("offer", "rollback")))
                        .descriptionType())
                .isEqualTo("rollback");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UUID_TEXT,
                "8F3A1C2E-5B6D-4E7F-8A9B-0C1D2E3F4A5B",
                "8f3a1c2e5b6d4e7f8a9b0c1d2e3f4a5b",
                "{8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b}",
                "urn:uuid:8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b"
            })
    void allSpellingsOfAUuidAreOnePeer(String spelling) throws DecodeException {
        UUID uuid = UUID.fromString(UUID_TEXT);
        assertThat(BothWays.decode(json(REGISTRATION.replace(UUID_TEXT, spelling))))
                .isEqualTo(new Registration("n", uuid, Generation.V0_5));
        assertThat(peerConnection(json(PEER_CONNECTION.replace(UUID_TEXT, spelling)))
                        .sourceUuid())
                .isEqualTo(uuid);
    }

    @Test
    void lastValueOfARepeatedMemberCountsAsInPython() throws DecodeException {
        String text = json(REGISTRATION.replace("'name':'n'", "'name':'first','name':'second'"));
        assertThat(BothWays.decode(text))
                .isEqualTo(new Registration("second", UUID.fromString(UUID_TEXT), Generation.V0_5));
    }

    @Test
    void receivedTextIsKeptIfItCanBePassedOnUnchanged() throws DecodeException {
        String text = json("{ 'error':null, " + PEER_CONNECTION.substring(1).replace(",'error':null", ""));
        PeerConnection message = peerConnection(text);
        assertThat(message.encoded()).isNotNull();
        assertThat(BothWays.encode(message)).isEqualTo(text);
    }

    static Stream<String> unequalTexts() {
        return Stream.of(
                PEER_CONNECTION.replace("'error':null,", ""),
                PEER_CONNECTION.replace("8f3a1c2e", "8F3A1C2E"),
                PEER_CONNECTION.replace("00000000-0000-0000-0000-00000000002a", "0000000000000000000000000000002a"),
                PEER_CONNECTION.replace("-00000000002a", "-00000000002A"),
                PEER_CONNECTION.replace("'error':null", "'error':'x','error':null"),
                PEER_CONNECTION.replace("'description':'d'", "'description':'c','description':'d'"));
    }

    @ParameterizedTest
    @MethodSource("unequalTexts")
    void receivedTextIsNotKeptIfTheRelayWouldWriteAnotherOne(String text) throws DecodeException {
        PeerConnection message = peerConnection(json(text));
        assertThat(message.encoded()).isNull();
        assertThat(message).isEqualTo(withoutEncoded(BothWays.decode(json(PEER_CONNECTION))));
    }

    static Stream<String> malformed() {
        String notAnObject = "[]§1§null§true§'text'§§   §" + REGISTRATION.substring(1) + "§[" + REGISTRATION + "]";
        String broken = "{§{}§{'message_type'}§{'message_type':}§"
                + REGISTRATION.substring(0, REGISTRATION.length() - 1)
                + "§" + REGISTRATION.replace(":'n',", ":'n' ") + "§" + REGISTRATION.replace("'}", "',}")
                + "§" + REGISTRATION.replace("'}", "}") + "§" + REGISTRATION.replace("'n'", "'\\x41'")
                + "§" + REGISTRATION.replace("'n'", "'\\u12G4'") + "§" + REGISTRATION.replace("'n'", "n")
                + "§" + REGISTRATION.replace("'n'", "'raw \n line feed'") + "§" + REGISTRATION.replace("'name'", "name")
                + "§" + REGISTRATION.replace("'n'", "'n' /* comment */") + "§" + RESPONSE.replace("true", "True")
                + "§" + RESPONSE.replace("null", "NaN") + "§" + RESPONSE.replace("null", "-Infinity");
        String wrongType = REGISTRATION.replace("'n'", "5") + "§" + REGISTRATION.replace("'n'", "null")
                + "§" + REGISTRATION.replace("'n'", "true") + "§" + REGISTRATION.replace("'n'", "['n']")
                + "§" + REGISTRATION.replace("'n'", "{'n':1}") + "§" + REGISTRATION.replace("'n'", "1e400")
                + "§" + REGISTRATION.replace("'server_registration'", "null")
                + "§" + RESPONSE.replace("true", "'yes'") + "§" + RESPONSE.replace("true", "1")
                + "§" + RESPONSE.replace("false", "null") + "§" + RESPONSE.replace("null", "false")
                + "§" + PEER_CONNECTION.replace("null", "false") + "§" + PEER_CONNECTION.replace("null", "{}")
                + "§" + PEER_CONNECTION.replace("'d'", "null") + "§" + PEER_CONNECTION.replace("'offer'", "0");
        String wrongMember = REGISTRATION.replace("'name':'n',", "") + "§" + REGISTRATION.replace("name", "Name")
                + "§" + REGISTRATION.replace("'name'", "'extra':1,'name'")
                + "§" + REGISTRATION.replace("'name'", "'error':null,'name'")
                + "§" + REGISTRATION.replace(",'message_type':'server_registration'", "")
                + "§" + REGISTRATION.replace("server_registration", "server_deregistration")
                + "§" + REGISTRATION.replace("server_registration", "peer_connection")
                + "§" + REGISTRATION.replace("server_registration", "Server_Registration")
                + "§" + RESPONSE.replace("'message':null,", "") + "§" + RESPONSE.replace("'error':false,", "")
                + "§" + PEER_CONNECTION.replace("'source_name':'s',", "")
                + "§" + PEER_CONNECTION.replace("'description':'d',", "")
                + "§" + PEER_CONNECTION.replace("'error'", "'name':'n','error'");
        String wrongUuid = REGISTRATION.replace(UUID_TEXT, "1-2-3-4-5") + "§" + REGISTRATION.replace(UUID_TEXT, "")
                + "§" + REGISTRATION.replace(UUID_TEXT, UUID_TEXT + "0") + "§" + REGISTRATION.replace("8f3", "8g3")
                + "§" + PEER_CONNECTION.replace("00000000002a", "");
        String trailing =
                REGISTRATION + "x§" + REGISTRATION + "}§" + REGISTRATION + REGISTRATION + "§" + REGISTRATION + " null§"
                        + REGISTRATION + "\0§\ufeff" + REGISTRATION + "§\u00a0" + REGISTRATION + "§\f" + REGISTRATION;
        return Stream.of(notAnObject, broken, wrongType, wrongMember, wrongUuid, trailing)
                .flatMap(group -> Stream.of(group.split("§", -1)));
    }

    /** A description is checked although it is passed on unread. */
    static Stream<String> malformedDescriptions() {
        return Stream.of(
                "\\x", "\\u12G4", "\\u12", "\\", "raw \n line feed", "\0", "\t", "'", "','description':5,'error':'");
    }

    @ParameterizedTest
    @MethodSource("malformedDescriptions")
    void malformedDescriptionIsRefused(String description) {
        assertThatThrownBy(() -> BothWays.decode(json(PEER_CONNECTION.replace("'d'", "'" + description + "'"))))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    void bytesAroundTheTextAreNotRead() throws DecodeException {
        String text = " ".repeat(EncodedMessage.HEADER_BYTES) + json(REGISTRATION) + "}{garbage";
        byte[] array = text.getBytes(StandardCharsets.UTF_8);
        assertThat(DECODER.decode(EncodedMessage.received(array, REGISTRATION.length())))
                .isEqualTo(new Registration("n", UUID.fromString(UUID_TEXT), Generation.V0_5));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedTextIsRefusedInOneLine(String text) {
        DecodeException refusal = catchThrowableOfType(DecodeException.class, () -> BothWays.decode(json(text)));
        assertThat(refusal).hasMessageMatching("[ -~]{1,100}");
        assertThat(refusal.getText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"name\":[", "{\"name\":", "{\"", "{\"name\":{\"name\":", "\"", "-", "{\"name\":\"\\"})
    void deepNestingIsRefused(String opening) {
        assertThatThrownBy(() -> BothWays.decode(opening.repeat(5_000))).isInstanceOf(DecodeException.class);
        String first = opening.startsWith("{\"name\":") ? opening : "{\"name\":" + opening;
        assertThatThrownBy(() -> BothWays.decode(first + opening.repeat(5_000))).isInstanceOf(DecodeException.class);
    }

    @Test
    void refusalDoesNotQuoteTheClient() {
        String text = json("{'secret_member':'secret','message_type':'secret_type'}");
        assertThatThrownBy(() -> BothWays.decode(text)).message().doesNotContain("secret");
        assertThatThrownBy(() -> BothWays.decode(json(REGISTRATION.replace(UUID_TEXT, "secret"))))
                .hasMessage("uuid is not a UUID");
    }

    @Test
    void refusalNamesTheMember() {
        assertThatThrownBy(() -> BothWays.decode(json(REGISTRATION.replace("'name':'n',", ""))))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> BothWays.decode(json(PEER_CONNECTION.replace("'d'", "5"))))
                .hasMessageContaining("description");
    }

    @Test
    void clientsNameHasAtMost1024Characters() throws DecodeException {
        String longest = "é".repeat(1024);
        assertThat(BothWays.decode(json(REGISTRATION.replace("'n'", "'" + longest + "'"))))
                .isEqualTo(new Registration(longest, UUID.fromString(UUID_TEXT), Generation.V0_5));
        assertThatThrownBy(() -> BothWays.decode(json(REGISTRATION.replace("'n'", "'" + longest + "x'"))))
                .isInstanceOf(DecodeException.class)
                .hasMessage("name is longer than 1024 characters");
    }

    @Test
    void longDescriptionIsReadCompletely() throws DecodeException {
        String description = "a=candidate ".repeat(20_000);
        assertThat(peerConnection(json(PEER_CONNECTION).replace("\"d\"", '"' + description + '"'))
                        .description())
                .isEqualTo(description);
    }

    @Test
    void oneDecoderServesEveryThread() {
        assertThat(IntStream.range(0, 2_000).parallel().filter(i -> isRead("name " + i)))
                .hasSize(2_000);
    }

    private boolean isRead(String name) {
        try {
            return BothWays.decode(json(REGISTRATION.replace("'n'", "'" + name + "'")))
                    .equals(new Registration(name, UUID.fromString(UUID_TEXT), Generation.V0_5));
        } catch (DecodeException e) {
            return false;
        }
    }

    @Test
    void willDecodeAcceptsMalformedTextSoThatDecodeGivesTheReason() {
        assertThat(DECODER.willDecode("[]")).isTrue();
    }
}

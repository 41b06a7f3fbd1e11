package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks the texts of frames, which must be UTF-8 (RFC 6455, section 8.1). */
final class Utf8 {
    private Utf8() {}

    /** Whether a part of an array is complete, valid UTF-8. */
    static boolean isValid(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

package proxystore.relay.standalone.frames;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One case of the conformance table: what a registered client of generation 0.5 sends, and what it sees until its last ping
 * is answered or the connection ends. The relay returns a message from a client to itself unchanged, as an echo server
 * would, and skips texts that are no messages.
 *
 * @param id the section and number of a similar case in the Autobahn test suite, or a name
 * @param writes the bytes, split as they are written
 * @param expected the events, separated by a comma: {@code echo}, {@code pong …}, {@code close code}, {@code end} of TCP, and
 *     {@code open} if the last ping was answered
 * @param probed whether the client sends a last ping; false if it would be a part of an unfinished frame
 */
public record FrameCase(String id, List<byte[]> writes, String expected, boolean probed) {
    static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    private static final Pattern DESCRIPTION = Pattern.compile("\"description\":\"(.*)(#[0-9a-f]{8})\"");
    static final byte[] REGISTRATION = ClientFrames.text(ClientMessages.registration(CLIENT));

    /** Whole frames in one write. */
    static FrameCase of(String id, String expected, byte[]... frames) {
        return new FrameCase(id, List.of(ClientFrames.concat(frames)), expected, true);
    }

    /** The same frames in writes of this number of bytes. */
    FrameCase chopped(String id, int bytes) {
        List<byte[]> chops = new ArrayList<>();
        byte[] all = ClientFrames.concat(writes.toArray(byte[][]::new));
        for (int from = 0; from < all.length; from += bytes) {
            chops.add(Arrays.copyOfRange(all, from, Math.min(from + bytes, all.length)));
        }
        return new FrameCase(id, chops, expected, probed);
    }

    /** A message of the client to itself whose description is this and a checksum. */
    static byte[] message(String description) {
        return ClientMessages.peerConnection(CLIENT, CLIENT, description + checksum(description))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a text is a {@link #message} as it was sent. */
    static boolean isUnchanged(String text) {
        Matcher description = DESCRIPTION.matcher(text);
        return description.find()
                && description.group(2).equals(checksum(description.group(1)))
                && text.equals(
                        ClientMessages.peerConnection(CLIENT, CLIENT, description.group(1) + description.group(2)));
    }

    private static String checksum(String description) {
        CRC32 crc = new CRC32();
        crc.update(description.getBytes(StandardCharsets.UTF_8));
        return String.format("#%08x", crc.getValue());
    }

    /** A message of the client to itself of this number of bytes. */
    static byte[] messageOf(int bytes) {
        return message("*".repeat(bytes - message("").length));
    }

    @Override
    public String toString() {
        return id;
    }
}

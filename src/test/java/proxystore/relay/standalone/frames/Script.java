package proxystore.relay.standalone.frames;

import static proxystore.relay.standalone.frames.ClientFrames.BINARY;
import static proxystore.relay.standalone.frames.ClientFrames.CLOSE;
import static proxystore.relay.standalone.frames.ClientFrames.CONTINUATION;
import static proxystore.relay.standalone.frames.ClientFrames.FIN;
import static proxystore.relay.standalone.frames.ClientFrames.PING;
import static proxystore.relay.standalone.frames.ClientFrames.PONG;
import static proxystore.relay.standalone.frames.ClientFrames.TEXT;
import static proxystore.relay.standalone.frames.ClientFrames.concat;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Random steps of two clients. Most of them are what clients do, since a connection ends at the first frame that breaks
 * the protocol.
 *
 * @param steps in their order; each ends before the next begins
 */
record Script(List<Step> steps) {
    static final int MAX_MESSAGE_BYTES = 70_000;

    /**
     * Whole frames of one client.
     *
     * @param client 0 or 1
     * @param chunks the bytes of the frames, split as they are written
     * @param what a description for the failure message
     */
    record Step(int client, List<byte[]> chunks, String what) {
        @Override
        public String toString() {
            return client + ": " + what;
        }
    }

    static UUID uuid(int client) {
        return UUID.fromString("00000000-0000-4000-8000-00000000000" + client);
    }

    static String registration(int client, UUID uuid, boolean later) {
        return "{\"name\":\"client " + client + "\",\"uuid\":\"" + uuid + "\",\"message_type\":\""
                + (later ? "relay" : "server") + "_registration\"}";
    }

    static String message(int client, UUID peer, String description) {
        return "{\"source_uuid\":\"" + uuid(client) + "\",\"source_name\":\"client " + client + "\",\"peer_uuid\":\""
                + peer + "\",\"description_type\":\"offer\",\"description\":\"" + description
                + "\",\"error\":null,\"message_type\":\"peer_connection\"}";
    }

    /** Draws a script of 4 to 16 steps, which nearly always begins with registrations. */
    static Script draw(RandomGenerator random) {
        boolean[] later = {random.nextBoolean(), random.nextBoolean()};
        List<Step> steps = new ArrayList<>();
        for (int client = 0; client < 2; client++) {
            if (random.nextInt(10) > 0) {
                steps.add(
                        step(random, client, "registration", text(registration(client, uuid(client), later[client]))));
            }
        }
        int count = 2 + random.nextInt(13);
        for (int i = 0; i < count; i++) {
            steps.add(drawStep(random, random.nextInt(2), later));
        }
        return new Script(steps);
    }

    private static Step drawStep(RandomGenerator random, int client, boolean[] later) {
        String message = message(client, drawPeer(random, client), drawDescription(random));
        byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> step(random, client, "message", text(message));
            case 5, 6, 7 -> step(random, client, "fragments", fragments(random, utf8));
            case 8 -> step(random, client, "messages", concat(text(message), text(message), text(message)));
            case 9 -> {
                UUID other = uuid(random.nextInt(3));
                boolean generation = random.nextInt(4) > 0 ? later[client] : !later[client];
                yield step(
                        random,
                        client,
                        "registration as " + other + (generation ? " 1.0" : " 0.5"),
                        text(registration(client, other, generation)));
            }
            case 10 -> step(random, client, "malformed", text(malformed(random, message)));
            case 11 ->
                step(
                        random,
                        client,
                        "malformed fragments",
                        fragments(random, malformed(random, message).getBytes(StandardCharsets.UTF_8)));
            case 12 -> {
                byte[] bad = notUtf8(random, utf8);
                yield step(random, client, "not UTF-8", frame(FIN | TEXT, bad));
            }
            case 13 -> step(random, client, "fragments not UTF-8", fragments(random, notUtf8(random, utf8)));
            case 14 -> step(random, client, "binary", frame(FIN | BINARY, random.nextBoolean() ? utf8 : new byte[0]));
            case 15 -> step(random, client, "unmasked", frame(FIN | TEXT, utf8.length, utf8, false));
            case 16 -> overTheLimit(random, client);
            case 17 -> oddLength(random, client, utf8);
            case 18 -> {
                int first = random.nextInt(256);
                yield step(
                        random, client, "first byte " + Integer.toHexString(first), frame(first, drawPayload(random)));
            }
            case 19 -> step(random, client, "close", frame(FIN | CLOSE, drawClose(random)));
            case 20 ->
                step(random, client, "unfinished", frame(TEXT, Arrays.copyOf(utf8, random.nextInt(utf8.length))));
            case 21 -> step(random, client, "stray continuation", frame(FIN | CONTINUATION, utf8));
            case 22 -> {
                int opcode = random.nextBoolean() ? PING : PONG;
                yield step(random, client, "control " + opcode, frame(FIN | opcode, drawPayload(random)));
            }
            default -> step(random, client, "empty text", text(""));
        };
    }

    private static UUID drawPeer(RandomGenerator random, int client) {
        return uuid(random.nextInt(3) > 0 ? 1 - client : random.nextInt(3));
    }

    private static String drawDescription(RandomGenerator random) {
        String character = List.of("x", "\u00e4", "\u20ac", "\ud83d\ude00", "\ufffd", "\\u0000", "\\ud800")
                .get(random.nextInt(7));
        int characters = random.nextInt(12) == 0 ? random.nextInt(9_000) : random.nextInt(60);
        return random.nextInt() + character.repeat(characters);
    }

    private static byte[] drawPayload(RandomGenerator random) {
        byte[] payload = new byte[List.of(0, 1, 125, 126, 127).get(random.nextInt(5))];
        random.nextBytes(payload);
        return payload;
    }

    private static byte[] drawClose(RandomGenerator random) {
        int code = List.of(1000, 1001, 1002, 1011, 3000, 4000, 4999, 999, 1005, 1006, 1010, 1016, 2999, 5000)
                .get(random.nextInt(14));
        byte[] reason = List.of("", "bye", "\u20ac").get(random.nextInt(3)).getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload =
                ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason);
        return switch (random.nextInt(6)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {3};
            case 2 -> new byte[] {3, (byte) 0xe8, (byte) 0xc3};
            default -> payload.array();
        };
    }

    /** A text in fragments of random lengths, with control frames between them. */
    private static byte[] fragments(RandomGenerator random, byte[] utf8) {
        List<byte[]> frames = new ArrayList<>();
        int from = 0;
        do {
            int to = random.nextInt(3) == 0 ? utf8.length : from + random.nextInt(utf8.length - from + 1);
            boolean last = to == utf8.length;
            frames.add(frame(
                    (last ? FIN : 0) | (from == 0 && frames.isEmpty() ? TEXT : CONTINUATION),
                    Arrays.copyOfRange(utf8, from, to)));
            if (!last && random.nextInt(3) == 0) {
                frames.add(frame(FIN | PING, new byte[] {(byte) ('a' + frames.size() % 20)}));
            }
            from = to;
        } while (from < utf8.length);
        return concat(frames.toArray(byte[][]::new));
    }

    private static String malformed(RandomGenerator random, String message) {
        return switch (random.nextInt(6)) {
            case 0 -> "[]";
            case 1 -> message.substring(0, random.nextInt(message.length()));
            case 2 -> message + message;
            case 3 -> message.replace("offer", "\u20ac").replace("\"error\":null", "\"error\":5");
            case 4 -> "[".repeat(5_000);
            default -> message.replaceFirst("name", "\ufffd");
        };
    }

    /** Invalid UTF-8: a character cut off, an overlong form, a surrogate, or a stray byte. */
    private static byte[] notUtf8(RandomGenerator random, byte[] utf8) {
        byte[][] wrong = {
            {(byte) 0xc3},
            {(byte) 0xff},
            {(byte) 0x80},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82},
        };
        int at = random.nextBoolean() ? utf8.length : random.nextInt(utf8.length);
        return concat(
                Arrays.copyOf(utf8, at),
                wrong[random.nextInt(wrong.length)],
                Arrays.copyOfRange(utf8, at, utf8.length));
    }

    private static Step overTheLimit(RandomGenerator random, int client) {
        int opcode = List.of(TEXT, TEXT, BINARY, CONTINUATION, 5).get(random.nextInt(5));
        long declared = List.of(MAX_MESSAGE_BYTES + 1L, 1L << 31, 1L << 40, Long.MAX_VALUE, -1L, Long.MIN_VALUE)
                .get(random.nextInt(6));
        byte[] payload = new byte[random.nextInt(2_000)];
        int first = (random.nextBoolean() ? FIN : 0) | opcode;
        return step(random, client, "declares " + declared, frame(first, declared, payload, random.nextInt(4) > 0));
    }

    /** A length near one at which the header changes its form. */
    private static Step oddLength(RandomGenerator random, int client, byte[] utf8) {
        int length =
                List.of(0, 1, 125, 126, 127, 65_535, 65_536, MAX_MESSAGE_BYTES).get(random.nextInt(8));
        byte[] payload = Arrays.copyOf(utf8, length);
        if (length > utf8.length) {
            Arrays.fill(payload, utf8.length, length, (byte) ' ');
        }
        return step(random, client, "length " + length, frame(FIN | TEXT, payload));
    }

    private static Step step(RandomGenerator random, int client, String what, byte[] bytes) {
        List<byte[]> chunks = new ArrayList<>();
        int writes = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
        int from = 0;
        for (int i = 1; i < writes; i++) {
            // Splits within the header are the most likely to reveal a fault.
            int longest = random.nextBoolean() ? Math.min(16, bytes.length - from) : bytes.length - from;
            int to = from + random.nextInt(longest + 1);
            chunks.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        chunks.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return new Step(client, chunks, what);
    }
}

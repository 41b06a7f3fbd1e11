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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The cases of RFC 6455, numbered as those of the Autobahn test suite (sections 1 to 7 and 10), and written from the RFC.
 * The cases of section "ours" are not in that suite.
 */
public final class FrameCases {
    private static final String PROTOCOL_ERROR = "close 1002, end";
    private static final String NOT_UTF_8 = "close 1007, end";
    private static final int[] SIZES = {0, 125, 126, 127, 128, 65_535, 65_536};
    private static final byte[] NOTHING = {};
    private static final byte[] HELLO = ascii("Hello");

    private final List<FrameCase> cases = new ArrayList<>();

    private FrameCases() {}

    /** All cases. */
    public static List<FrameCase> all() {
        FrameCases table = new FrameCases();
        table.framing();
        table.pingsAndPongs();
        table.reservedBits();
        table.opcodes();
        table.fragments();
        table.interleaved();
        table.utf8();
        table.utf8FailsFast();
        table.closing();
        table.closeCodes();
        table.chops();
        table.masksAndLengths();
        return List.copyOf(table.cases);
    }

    private void add(String id, String expected, byte[]... frames) {
        cases.add(FrameCase.of(id, expected, frames));
    }

    private void addChopped(String id, int bytes, String expected, byte[]... frames) {
        cases.add(FrameCase.of(id, expected, frames).chopped(id, bytes));
    }

    private void addUnfinished(String id, String expected, byte[]... writes) {
        cases.add(new FrameCase(id, List.of(writes), expected, false));
    }

    /** Section 1: the length of a text or binary message in each encoding. */
    private void framing() {
        for (int size : SIZES) {
            boolean fits = size > FrameCase.message("").length;
            byte[] text = fits ? FrameCase.messageOf(size) : ascii("*".repeat(size));
            add("1.1 text of " + size, fits ? "echo, open" : "open", frame(FIN | TEXT, text));
            add("1.2 binary of " + size, "close 1003, end", frame(FIN | BINARY, text));
        }
        addChopped("1.1.8 text in chops", 997, "echo, open", frame(FIN | TEXT, FrameCase.messageOf(65_536)));
        addChopped("1.2.8 binary in chops", 997, "close 1003, end", frame(FIN | BINARY, new byte[65_536]));
    }

    /** Section 2. */
    private void pingsAndPongs() {
        byte[] most = ascii("*".repeat(125));
        byte[] tooLong = frame(FIN | PING, ascii("*".repeat(126)));
        add("2.1 ping without payload", "pong , open", frame(FIN | PING, NOTHING));
        add("2.2 ping with text", "pong Hello, open", frame(FIN | PING, HELLO));
        add("2.3 ping with bytes", "pong \u0000\u00ff\u00fe\u00fd, open", frame(FIN | PING, hex("00fffefd")));
        add("2.4 longest ping", "pong " + "*".repeat(125) + ", open", frame(FIN | PING, most));
        add("2.5 ping of 126", PROTOCOL_ERROR, tooLong);
        addChopped("2.6 ping in octets", 1, "pong " + "*".repeat(125) + ", open", frame(FIN | PING, most));
        add("2.7 pong", "open", frame(FIN | PONG, NOTHING));
        add("2.8 pong with payload", "open", frame(FIN | PONG, HELLO));
        add("2.9 pong, then ping", "pong Hello, open", frame(FIN | PONG, ascii("x")), frame(FIN | PING, HELLO));
        List<byte[]> pings = new ArrayList<>();
        StringBuilder pongs = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            pings.add(frame(FIN | PING, ascii("payload " + i)));
            pongs.append("pong payload ").append(i).append(", ");
        }
        add("2.10 ten pings", pongs + "open", pings.toArray(byte[][]::new));
        addChopped("2.11 ten pings in octets", 1, pongs + "open", pings.toArray(byte[][]::new));
    }

    /** Section 3: no extension is agreed on. */
    private void reservedBits() {
        for (int bits = 1; bits < 8; bits++) {
            int reserved = bits << 4;
            for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE}) {
                byte[] frame = frame(FIN | reserved | opcode, opcode == CLOSE ? hex("03e8") : HELLO);
                add("3." + bits + " reserved bits, opcode " + opcode, PROTOCOL_ERROR, frame);
            }
        }
        byte[] bad = frame(FIN | 0x20 | TEXT, HELLO);
        byte[] good = frame(FIN | TEXT, FrameCase.message("3.2"));
        add("3.2 after a text", "echo, " + PROTOCOL_ERROR, good, bad);
        addChopped("3.4 after a text, in octets", 1, "echo, " + PROTOCOL_ERROR, good, bad);
    }

    /** Section 4. */
    private void opcodes() {
        byte[] good = frame(FIN | TEXT, FrameCase.message("4"));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            String section = opcode < CLOSE ? "4.1" : "4.2";
            add(section + " opcode " + opcode, PROTOCOL_ERROR, frame(FIN | opcode, NOTHING));
            add(section + " opcode " + opcode + " with payload", PROTOCOL_ERROR, frame(FIN | opcode, HELLO));
            add(
                    section + " opcode " + opcode + " after a text",
                    "echo, " + PROTOCOL_ERROR,
                    good,
                    frame(FIN | opcode, HELLO));
        }
    }

    /** Section 5. */
    private void fragments() {
        byte[] text = FrameCase.message("fragments");
        byte[] first = frame(TEXT, Arrays.copyOf(text, 20));
        byte[] rest = frame(FIN | CONTINUATION, Arrays.copyOfRange(text, 20, text.length));
        add("5.1 ping in fragments", PROTOCOL_ERROR, frame(PING, HELLO), frame(FIN | CONTINUATION, HELLO));
        add("5.2 pong in fragments", PROTOCOL_ERROR, frame(PONG, HELLO), frame(FIN | CONTINUATION, HELLO));
        add("5 close in fragments", PROTOCOL_ERROR, frame(CLOSE, hex("03e8")), frame(FIN | CONTINUATION, HELLO));
        add("5.3 text in two fragments", "echo, open", first, rest);
        addChopped("5.5 text in two fragments, in octets", 1, "echo, open", first, rest);
        for (int firstByte : new int[] {FIN | CONTINUATION, CONTINUATION}) {
            byte[] stray = frame(firstByte, HELLO);
            String end = firstByte == CONTINUATION ? ", more to come" : "";
            add("5.9 stray continuation" + end, PROTOCOL_ERROR, stray, frame(FIN | TEXT, text));
            addChopped("5.11 stray continuation in octets" + end, 1, PROTOCOL_ERROR, stray, frame(FIN | TEXT, text));
        }
        add(
                "5.15 continuation after the end of a text",
                "echo, " + PROTOCOL_ERROR,
                first,
                rest,
                frame(CONTINUATION, HELLO),
                frame(FIN | TEXT, text));
        add("5.18 text within a text", PROTOCOL_ERROR, first, frame(FIN | TEXT, text));
        add("5.18 text begins within a text", PROTOCOL_ERROR, first, frame(TEXT, text));
        add("5.18 binary within a text", PROTOCOL_ERROR, first, frame(FIN | BINARY, text));
        List<byte[]> octets = new ArrayList<>();
        for (int i = 0; i < text.length; i++) {
            int fin = i == text.length - 1 ? FIN : 0;
            octets.add(frame(fin | (i == 0 ? TEXT : CONTINUATION), new byte[] {text[i]}));
        }
        add("5 text in fragments of one octet", "echo, open", octets.toArray(byte[][]::new));
        add("5 binary in fragments", "close 1003, end", frame(BINARY, HELLO), frame(FIN | CONTINUATION, HELLO));
    }

    /** Section 5: control frames between fragments. */
    private void interleaved() {
        byte[] text = FrameCase.message("interleaved");
        byte[] ping = frame(FIN | PING, ascii("a"));
        byte[][] frames = {
            frame(TEXT, Arrays.copyOf(text, 9)),
            ping,
            frame(CONTINUATION, Arrays.copyOfRange(text, 9, 30)),
            frame(CONTINUATION, NOTHING),
            frame(FIN | PONG, HELLO),
            frame(FIN | PING, ascii("b")),
            frame(FIN | CONTINUATION, Arrays.copyOfRange(text, 30, text.length))
        };
        add("5.19 pings between fragments", "pong a, pong b, echo, open", frames);
        addChopped("5.20 pings between fragments, in octets", 1, "pong a, pong b, echo, open", frames);
        add("5 close between fragments", "close 1001, end", frames[0], ping(1), closeFrame(1001, "bye"));
        add("5 two texts in fragments", "echo, echo, open", frames[0], rest(text, 9), frames[0], rest(text, 9));
    }

    private static byte[] ping(int payload) {
        return frame(FIN | PONG, new byte[payload]); // asks for no answer
    }

    private static byte[] rest(byte[] text, int from) {
        return frame(FIN | CONTINUATION, Arrays.copyOfRange(text, from, text.length));
    }

    /** Section 6: each sequence as one frame, in octets, and as fragments of one octet. */
    private void utf8() {
        add(
                "6.1 empty text in fragments",
                "open",
                frame(TEXT, NOTHING),
                frame(CONTINUATION, NOTHING),
                rest(NOTHING, 0));
        byte[] greek = FrameCase.message("\u03ba\u1f79\u03c3\u03bc\u03b5 \ud83d\ude00 \u0000".replace("\0", "\\u0000"));
        add("6.2.1 Greek", "echo, open", frame(FIN | TEXT, greek));
        addChopped("6.2.2 Greek in octets", 1, "echo, open", frame(FIN | TEXT, greek));
        String[] valid = {
            "00",
            "7f",
            "c280",
            "dfbf",
            "e0a080",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "efbfbf",
            "efbfbe",
            "f0908080",
            "f48fbfbf",
            "f09fbfbe",
            "f0afbfbf",
            "cebae1bdb9cf83cebcceb5"
        };
        String[] invalid = {
            "80",
            "bf",
            "808080",
            "c0",
            "c0af",
            "c1bf",
            "c220",
            "c2",
            "df",
            "e080af",
            "e09fbf",
            "e0a0",
            "e28228",
            "eda080",
            "edbfbf",
            "edadbfedb080",
            "f08080af",
            "f08fbfbf",
            "f0908028",
            "f09080",
            "f4908080",
            "f5",
            "f8888080",
            "fc84808080",
            "fe",
            "ff",
            "fefeffff",
            "cebae1bdb9cf83cebcceb5eda080656469746564"
        };
        for (String sequence : valid) {
            addSequence(sequence, "open");
        }
        for (String sequence : invalid) {
            addSequence(sequence, NOT_UTF_8);
        }
    }

    private void addSequence(String sequence, String expected) {
        byte[] bytes = hex(sequence);
        add("6 " + sequence, expected, frame(FIN | TEXT, bytes));
        addChopped("6 " + sequence + " in octets", 1, expected, frame(FIN | TEXT, bytes));
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            frames.add(frame(i == 0 ? TEXT : CONTINUATION, new byte[] {bytes[i]}));
        }
        frames.add(frame(FIN | CONTINUATION, NOTHING));
        add("6 " + sequence + " in fragments", expected, frames.toArray(byte[][]::new));
    }

    /** Section 6.4: what cannot become UTF-8 closes the connection before the message or the frame ends. */
    private void utf8FailsFast() {
        byte[] begun = hex("cebae1bdb9cf83cebcceb5");
        addUnfinished(
                "6.4.1 wrong fragment, no end", NOT_UTF_8, frame(TEXT, begun), frame(CONTINUATION, hex("f4908080")));
        addUnfinished("6.4.2 wrong octet, no end", NOT_UTF_8, frame(TEXT, begun), frame(CONTINUATION, hex("f490")));
        byte[] whole = frame(FIN | TEXT, concat(begun, hex("f4908080"), begun));
        addUnfinished("6.4.3 frame without its end", NOT_UTF_8, Arrays.copyOf(whole, whole.length - begun.length));
        addUnfinished("6.4.4 wrong octet, frame without its end", NOT_UTF_8, Arrays.copyOf(whole, whole.length - 13));
    }

    /** Section 7: what follows a close frame is ignored. */
    private void closing() {
        byte[] close = closeFrame(1000, "");
        byte[] text = FrameCase.message("7");
        add("7.1.1 text, then close", "echo, close 1000, end", frame(FIN | TEXT, text), close);
        add("7.1.2 two closes", "close 1000, end", close, close);
        add("7.1.3 ping after close", "close 1000, end", close, frame(FIN | PING, HELLO));
        add("7.1.4 text after close", "close 1000, end", close, frame(FIN | TEXT, text));
        add("7.1.5 close within a text", "close 1000, end", frame(TEXT, text), close, frame(FIN | CONTINUATION, text));
        add(
                "7.1.6 long text, close, ping",
                "echo, close 1000, end",
                frame(FIN | TEXT, FrameCase.messageOf(256 * 1024)),
                close,
                frame(FIN | PING, HELLO));
        add("7.3.1 close without code", "close 1000, end", frame(FIN | CLOSE, NOTHING));
        add("7.3.2 close of one byte", PROTOCOL_ERROR, frame(FIN | CLOSE, new byte[1]));
        add("7.3.3 close with code", "close 1000, end", close);
        add("7.3.4 close with reason", "close 1000, end", closeFrame(1000, "Hello \u20ac"));
        add("7.3.5 longest reason", "close 1000, end", closeFrame(1000, "*".repeat(123)));
        add("7.3.6 reason too long", PROTOCOL_ERROR, closeFrame(1000, "*".repeat(124)));
        add("7.5.1 reason not UTF-8", NOT_UTF_8, frame(FIN | CLOSE, hex("03e8cebae1bdb9eda080")));
        add("7.5 reason ends within a character", NOT_UTF_8, frame(FIN | CLOSE, hex("03e8e282")));
    }

    /** Sections 7.7, 7.9 and 7.13. 1012 to 1014 were registered after the RFC; Tyrus does not accept them from a client. */
    private void closeCodes() {
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            add("7.7 close code " + code, "close " + code + ", end", closeFrame(code, "x"));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
            add("7.9 close code " + code, PROTOCOL_ERROR, closeFrame(code, ""));
        }
    }

    /** Section 10. */
    private void chops() {
        byte[] text = FrameCase.messageOf(65_536);
        List<byte[]> fragments = new ArrayList<>();
        for (int from = 0; from < text.length; from += 1300) {
            int to = Math.min(text.length, from + 1300);
            int fin = to == text.length ? FIN : 0;
            fragments.add(frame(fin | (from == 0 ? TEXT : CONTINUATION), Arrays.copyOfRange(text, from, to)));
        }
        add("10.1.1 long text in fragments", "echo, open", fragments.toArray(byte[][]::new));
        addChopped("10.1.1 long text in fragments and chops", 1301, "echo, open", fragments.toArray(byte[][]::new));
    }

    /** RFC 6455, sections 5.1 and 5.2: not in the Autobahn test suite, whose client masks and encodes as it must. */
    private void masksAndLengths() {
        byte[] text = FrameCase.message("ours");
        Map.of("text", FIN | TEXT, "fragment", TEXT, "ping", FIN | PING, "pong", FIN | PONG, "close", FIN | CLOSE)
                .forEach((name, first) ->
                        add("ours: unmasked " + name, PROTOCOL_ERROR, frame(first, 2, hex("03e8"), false)));
        add(
                "ours: unmasked after a text",
                "echo, " + PROTOCOL_ERROR,
                frame(FIN | TEXT, text),
                frame(FIN | PING, 0, NOTHING, false));
        add("ours: 5 in 16 bits", PROTOCOL_ERROR, hex("81fe0005 00000000 48656c6c6f"));
        add("ours: 125 in 16 bits", PROTOCOL_ERROR, concat(hex("81fe007d 00000000"), new byte[125]));
        add("ours: 65535 in 64 bits", PROTOCOL_ERROR, concat(hex("81ff000000000000ffff 00000000"), new byte[65_535]));
        add("ours: ping in 16 bits", PROTOCOL_ERROR, hex("89fe0000 00000000"));
        addUnfinished("ours: 2^63", PROTOCOL_ERROR, hex("81ff8000000000000000 00000000"));
        addUnfinished("ours: 2^63 - 1", "close 1009, end", hex("81ff7fffffffffffffff 00000000"));
        add("ours: registration again", "registered, open", FrameCase.REGISTRATION);
    }

    private static byte[] closeFrame(int code, String reason) {
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + utf8.length)
                        .putShort((short) code)
                        .put(utf8)
                        .array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

package proxystore.relay.bench;

import java.util.List;

/**
 * The session description of a data channel (RFC 8866, RFC 8841), as ProxyStore's peers exchange them, of any length.
 */
public final class SessionDescription {
    /** Placeholder for each message's {@link #stamp}, in the session's name. */
    static final String STAMP = "00000000000000ff";

    private static final String HEAD =
            "v=0\r\no=- 3952432342 3952432342 IN IP4 0.0.0.0\r\ns=" + STAMP + "\r\nt=0 0\r\n";

    private static final List<String> LINES = List.of(
            "m=application 41823 UDP/DTLS/SCTP webrtc-datachannel\r\n",
            "c=IN IP4 192.168.10.21\r\n",
            "a=mid:0\r\n",
            "a=sctp-port:5000\r\n",
            "a=max-message-size:65536\r\n",
            "a=ice-ufrag:Zq3x\r\n",
            "a=ice-pwd:9PpOzDbzPOWyDUOCzqtIZn\r\n",
            "a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B"
                    + ":54:02:12:DF\r\n",
            "a=setup:actpass\r\n");

    private static final List<String> CANDIDATES = List.of(
            "a=candidate:0dc9cd0b5a57a8ce6a6d8a1d5e3b6c41 1 udp 2130706431 192.168.10.21 41823 typ host\r\n",
            "a=candidate:6f24ee0b7a4d1e0b0a4f8d3e9c5c8f20 1 udp 2130706431 10.44.3.118 50211 typ host\r\n",
            "a=candidate:b1a9f3c07be24d0c8f6e5d4c3b2a1908 1 udp 2130706431 fd00:6:1b:77::21 38172 typ host\r\n",
            "a=candidate:2c83e1d9a0b74f6583c2d1e0f9a8b7c6 1 udp 1694498815 203.0.113.77 41823 typ srflx raddr"
                    + " 192.168.10.21 rport 41823\r\n");

    /** Length of the shortest line of an unknown attribute, with its line end. */
    private static final int LEAST_PADDING = "a=x:\r\n".length();

    private SessionDescription() {}

    /** A description of exactly this many bytes, all of them ASCII. */
    public static String of(int bytes) {
        StringBuilder sdp = new StringBuilder(bytes).append(HEAD);
        for (int i = 0; ; i++) {
            String line = i < LINES.size() ? LINES.get(i) : CANDIDATES.get((i - LINES.size()) % CANDIDATES.size());
            if (sdp.length() + line.length() + LEAST_PADDING > bytes) {
                break;
            }
            sdp.append(line);
        }
        int padding = bytes - sdp.length() - LEAST_PADDING;
        return sdp.append("a=x:").append("p".repeat(padding)).append("\r\n").toString();
    }

    /** The text that replaces {@link #STAMP} in the message of this number; it has the same length. */
    static String stamp(long number) {
        String hex = Long.toHexString(number);
        return "0".repeat(STAMP.length() - hex.length()) + hex;
    }

    /** The number of a message, or -1 if the text at this place is no stamp. */
    static long number(CharSequence text, int from) {
        long number = 0;
        for (int i = from; i < from + STAMP.length(); i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}

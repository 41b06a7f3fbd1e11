package proxystore.relay.standalone.server;

import java.util.Map;
import org.glassfish.grizzly.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the alert that ends a TLS handshake. OpenSSL, and so Python, sends it unencrypted when it does not accept the
 * server's certificate (TLS 1.3), and the JDK's TLS reports that as a malformed record.
 */
final class TlsAlert {
    private static final int CHANGE_CIPHER_SPEC = 0x14;
    private static final int ALERT = 0x15;
    /** The first byte of each version since SSL 3.0. */
    private static final int MAJOR_VERSION = 3;

    private static final int RECORD_HEADER = 5;
    private static final int ALERT_LENGTH = 2;

    /** Those that clients send in handshakes (RFC 8446, section 6). */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0, "close_notify"),
            Map.entry(10, "unexpected_message"),
            Map.entry(20, "bad_record_mac"),
            Map.entry(40, "handshake_failure"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(90, "user_canceled"),
            Map.entry(109, "missing_extension"),
            Map.entry(112, "unrecognized_name"));

    private TlsAlert() {}

    /**
     * The name of the unencrypted alert that was received.
     *
     * @param received begins with a record; its position stays
     * @return null if there is none, or not all of it
     */
    static @Nullable String name(Buffer received) {
        int at = received.position();
        while (received.limit() - at > RECORD_HEADER) {
            int type = received.get(at);
            int length = (received.get(at + 3) & 0xff) << 8 | (received.get(at + 4) & 0xff);
            if (type == ALERT
                    && received.get(at + 1) == MAJOR_VERSION
                    && length == ALERT_LENGTH
                    && received.limit() - at >= RECORD_HEADER + ALERT_LENGTH) {
                int description = received.get(at + RECORD_HEADER + 1) & 0xff;
                return NAMES.getOrDefault(description, "alert " + description);
            }
            if (type != CHANGE_CIPHER_SPEC || received.get(at + 1) != MAJOR_VERSION) {
                return null;
            }
            at += RECORD_HEADER + length;
        }
        return null;
    }
}

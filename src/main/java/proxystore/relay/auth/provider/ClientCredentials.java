package proxystore.relay.auth.provider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who the relay itself is at the identity provider.
 *
 * @param id the client id
 * @param secret the client secret, shown nowhere
 */
public record ClientCredentials(String id, String secret) {
    /**
     * The value of an {@code Authorization} header (RFC 7617). Id and secret are put together as they are, as Globus's
     * own SDK does, and not form-encoded first as RFC 6749, section 2.3.1 has it; for ids and secrets of letters,
     * digits, dots, dashes and underscores that is the same.
     */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ClientCredentials[id=" + id + ", secret=********]";
    }
}

package proxystore.relay.auth.provider;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key document of an identity provider (JWK set). A key that cannot be used is ignored (RFC 7517, section 5): one
 * with an unknown type or curve, without a required member or with a value out of range.
 */
final class PublishedKeys {
    /** Longest description of the ignored keys in characters, for the log. */
    private static final int MAX_COMPLAINT_LENGTH = 500;

    private final JWKSet usable;
    private final Set<String> ignoredIds;
    private final String complaint;

    private PublishedKeys(JWKSet usable, Set<String> ignoredIds, String complaint) {
        this.usable = usable;
        this.ignoredIds = ignoredIds;
        this.complaint = complaint;
    }

    /**
     * Reads the document.
     *
     * @throws ParseException if it is not a JWK set, or none of its keys can be used
     */
    static PublishedKeys parse(String json) throws ParseException {
        @Nullable Map<String, Object> document = JSONObjectUtils.parse(json);
        if (document == null || !(document.get("keys") instanceof List<?> keys)) {
            throw new ParseException("no \"keys\" in it", 0);
        }
        List<JWK> usable = new ArrayList<>();
        Set<String> ignoredIds = new HashSet<>();
        List<String> complaints = new ArrayList<>();
        for (Object key : keys) {
            try {
                usable.add(key(key));
            } catch (ParseException | RuntimeException e) { // Nimbus throws either
                if (key instanceof Map<?, ?> members && members.get("kid") instanceof String id) {
                    ignoredIds.add(id);
                }
                complaints.add(
                        "key " + (usable.size() + complaints.size() + 1) + " of " + keys.size() + ": " + reason(e));
            }
        }
        String complaint = shown(String.join("; ", complaints));
        if (usable.isEmpty() && !keys.isEmpty()) {
            throw new ParseException("none can be used: " + complaint, 0);
        }
        return new PublishedKeys(new JWKSet(usable), ignoredIds, complaint);
    }

    @SuppressWarnings("unchecked") // the members of a JSON object
    private static JWK key(@Nullable Object key) throws ParseException {
        if (!(key instanceof Map)) {
            throw new ParseException("not a JSON object", 0);
        }
        return JWK.parse((Map<String, Object>) key);
    }

    private static String reason(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** The text without characters that could forge a line of the log. */
    private static String shown(String text) {
        String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
        return safe.length() <= MAX_COMPLAINT_LENGTH ? safe : safe.substring(0, MAX_COMPLAINT_LENGTH) + "...";
    }

    /** The usable keys that match. */
    List<JWK> select(JWKSelector selector) {
        return selector.select(usable);
    }

    /** Whether a key of the selector's id was ignored. */
    boolean ignores(JWKSelector selector) {
        Set<String> wanted = selector.getMatcher().getKeyIDs();
        return wanted != null && wanted.stream().anyMatch(ignoredIds::contains);
    }

    /** Why keys were ignored, for the log; empty if none was. */
    String complaint() {
        return complaint;
    }
}

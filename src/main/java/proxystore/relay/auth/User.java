package proxystore.relay.auth;

/**
 * The user of a client. Only clients of the same user reach each other.
 *
 * @param id identifies the user (OAuth 2.0's {@code sub}); users with equal ids are the same
 * @param displayName the name in logs; a free text of the identity provider
 */
public record User(String id, String displayName) {
    /** Every client of a relay without authentication. */
    public static final User ANONYMOUS = new User("", "anonymous");

    /** The text for logs. The provider chooses it, so the caller must make it safe for one line. */
    @Override
    public String toString() {
        return id.isEmpty() || displayName.equals(id) ? displayName : displayName + " [" + id + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof User user && user.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}

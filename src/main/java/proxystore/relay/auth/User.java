package proxystore.relay.auth;

/**
 * To whom a client belongs. Only clients of one user reach each other.
 *
 * @param id what tells users apart (OAuth 2.0's {@code sub}); two users are the same if and only if their ids are
 * @param displayName what logs show; free text of the identity provider
 */
public record User(String id, String displayName) {
    /** Everybody, where the relay does not authenticate. */
    public static final User ANONYMOUS = new User("", "anonymous");

    /** As logs show it; the texts are the provider's, so they have to be made safe for one line. */
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

package proxystore.relay.auth;

/** A token could not be checked. The message says why, for the relay's log; it holds neither token nor secret. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String why) {
        super(why);
    }

    /** What is wrong, for people. */
    public String why() {
        return String.valueOf(getMessage());
    }
}

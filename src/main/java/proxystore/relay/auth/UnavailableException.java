package proxystore.relay.auth;

/** A token could not be checked. The message gives the reason for the relay's log, without token and secrets. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String why) {
        super(why);
    }

    /** The reason, for the log. */
    public String why() {
        return String.valueOf(getMessage());
    }
}

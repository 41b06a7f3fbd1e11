package proxystore.relay.peer;

/** An Error that cannot be logged: its text fails in its turn. */
final class Unprintable extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
        throw new StackOverflowError("not even this can be said");
    }
}

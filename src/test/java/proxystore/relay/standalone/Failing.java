package proxystore.relay.standalone;

/** For tests in which the relay must be able to go on. */
final class Failing {
    static final LastResort LAST_RESORT = (duty, error) -> {
        throw new AssertionError("cannot go on: " + duty, error);
    };

    private Failing() {}
}

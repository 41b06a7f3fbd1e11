package proxystore.relay.standalone;

import proxystore.relay.standalone.process.LastResort;

/** For tests in which the relay must be able to go on. */
public final class Failing {
    public static final LastResort LAST_RESORT = (duty, error) -> {
        throw new AssertionError("cannot go on: " + duty, error);
    };

    private Failing() {}
}

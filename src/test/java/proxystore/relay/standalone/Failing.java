package proxystore.relay.standalone;

import proxystore.relay.standalone.process.LastResort;

/** A last resort that fails the test, for tests in which the relay must not need it. */
public final class Failing {
    public static final LastResort LAST_RESORT = (reason, error) -> {
        throw new AssertionError("cannot continue: " + reason, error);
    };

    private Failing() {}
}

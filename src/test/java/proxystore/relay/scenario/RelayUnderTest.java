package proxystore.relay.scenario;

import java.util.Optional;

/**
 * A relay that was started for tests.
 *
 * @param address where clients reach it
 * @param tls where clients reach the same relay over TLS, if {@code address} is plain and there is a second way
 */
record RelayUnderTest(RelayAddress address, Optional<RelayAddress> tls, RelayProcess process) implements AutoCloseable {
    @Override
    public void close() {
        process.close();
    }
}

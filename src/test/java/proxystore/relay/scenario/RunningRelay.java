package proxystore.relay.scenario;

/**
 * A relay that was started for tests.
 *
 * @param address where clients reach it
 */
record RunningRelay(RelayAddress address, RelayProcess process) implements AutoCloseable {
    @Override
    public void close() {
        process.close();
    }
}

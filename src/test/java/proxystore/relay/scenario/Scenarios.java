package proxystore.relay.scenario;

import java.time.Duration;

/** What a group of scenarios finds prepared: a running relay and clients for one test. */
interface Scenarios {
    /**
     * What counts as "at once". The Python relays take 10 to 20 s where they wait for another client. A relay that does not
     * wait needs milliseconds; the rest is for a busy machine.
     */
    Duration AT_ONCE = Duration.ofSeconds(8);

    RelayAddress relay();

    Peers peers();

    RelayUnderTest running();

    /** The clients that connected before the first scenario, by the same entrance. */
    EarlyClients early();
}

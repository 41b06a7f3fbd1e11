package proxystore.relay.scenario;

import java.time.Duration;

/** What a group of scenarios finds prepared: a running relay and clients for one test. */
interface Scenarios {
    /**
     * What counts as "at once". The Python relays take 10 to 20 s where they wait for somebody else; a relay that does not
     * wait needs milliseconds, and a busy machine is granted the rest.
     */
    Duration AT_ONCE = Duration.ofSeconds(8);

    RelayAddress relay();

    Peers peers();

    RelayUnderTest running();
}

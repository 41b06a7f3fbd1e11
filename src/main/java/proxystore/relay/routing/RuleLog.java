package proxystore.relay.routing;

import java.lang.System.Logger;

/** The logger of all rules: log and log settings show them as one class. */
final class RuleLog {
    static final Logger LOGGER = System.getLogger("proxystore.relay.routing.RelayServer");

    private RuleLog() {}
}

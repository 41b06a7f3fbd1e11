package proxystore.relay.scenario;

import java.util.List;
import java.util.function.Supplier;

/**
 * What the accounts of a {@link ChaosRun} accept of a relay.
 *
 * @param uncertain as for {@link Ledger#uncertain}
 * @param connectionsPerCut of this number of connections one may end without the close frame that the relay had a reason to send; 0
 *     for none
 */
record ChaosTolerance(Supplier<List<String>> uncertain, int connectionsPerCut) {
    static final ChaosTolerance NONE = new ChaosTolerance(List::of, 0);
}

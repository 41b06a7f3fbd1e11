package proxystore.relay.scenario;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the accounts of a {@link ChaosRun} accept of a relay.
 *
 * @param uncertain as for {@link Ledger#uncertain}
 * @param connectionsPerCut of this number of connections one may end without the close frame that the relay had a reason to send; 0
 *     for none
 * @param excused the reasons for which a message may be returned although its receiver read all the time
 */
record ChaosTolerance(Supplier<List<String>> uncertain, int connectionsPerCut, Pattern excused) {
    /** Finds nothing. */
    static final Pattern NO_REASON = Pattern.compile("(?!)");

    static final ChaosTolerance NONE = new ChaosTolerance(List::of, 0, NO_REASON);

    Ledger newLedger() {
        return new Ledger(connectionsPerCut, excused);
    }
}

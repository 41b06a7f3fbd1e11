package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Named;

/** One way in which clients can attack a relay. */
interface Attack {
    /** Attacks, and fails unless the relay ends the offenders as documented, or serves them if they break no rule. */
    void run(Offenders offenders) throws IOException;

    /** Several attacks, one after the other. */
    @SafeVarargs
    static Attack inTurn(Named<Attack>... attacks) {
        return offenders -> {
            for (Named<Attack> attack : attacks) {
                try {
                    attack.getPayload().run(offenders);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(attack.getName() + ": " + e.getMessage(), e);
                }
            }
        };
    }
}

package proxystore.relay.doctor;

import java.util.EnumSet;
import java.util.Set;
import proxystore.relay.message.Generation;

/** Registers a temporary peer of one generation. One generation is enough; that of today's clients is tried first. */
final class RegistrationStep implements DoctorStep {
    /** How a relay answers a generation that it does not speak. */
    private static final Set<Problem> OTHER_GENERATION =
            EnumSet.of(Problem.CLOSED_4000, Problem.REGISTRATION_TIMEOUT, Problem.CLOSED_OTHER);

    private final Generation generation;

    RegistrationStep(Generation generation) {
        this.generation = generation;
    }

    @Override
    public String name() {
        return "register-" + generation;
    }

    @Override
    public Need need() {
        return Need.WORKS;
    }

    @Override
    public Finding run(Visit visit) throws ProblemFound {
        if (visit.info().filter(info -> !info.accepts(generation)).isPresent()) {
            return Finding.skipped("this relay does not accept generation " + generation + " (setting protocol)");
        }
        try {
            visit.register(generation);
            return Finding.ok("registered, as ProxyStore "
                    + (generation == Generation.V1_0 ? "0.6 to 1.x" : "0.4 to 0.5") + " does");
        } catch (ProblemFound e) {
            boolean otherLeft = generation == Generation.V1_0 || !visit.peers().isEmpty();
            if (otherLeft && OTHER_GENERATION.contains(e.problem())) {
                return Finding.warning(e.problem(), e.finding());
            }
            throw e;
        }
    }
}

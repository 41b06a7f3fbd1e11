package proxystore.relay.doctor;

import java.util.EnumSet;
import java.util.Set;
import proxystore.relay.message.Generation;

/** Registers a temporary peer of one generation. One generation is enough; that of today's clients is tried first. */
final class RegistrationStep implements DoctorStep {
    /** How a relay answers a generation that it does not speak. */
    private static final Set<Problem> OTHER_GENERATION =
            EnumSet.of(Problem.CLOSED_4000, Problem.REGISTRATION_TIMEOUT, Problem.CLOSED_OTHER);

    /** The beginning of the steps' names, before the generation. */
    static final String PREFIX = "register-";

    private final Generation generation;

    RegistrationStep(Generation generation) {
        this.generation = generation;
    }

    @Override
    public String name() {
        return PREFIX + generation;
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
            return Finding.ok("registered, as ProxyStore " + releases(generation.toString()) + " does");
        } catch (ProblemFound e) {
            boolean otherLeft = generation == Generation.V1_0 || !visit.peers().isEmpty();
            if (otherLeft && OTHER_GENERATION.contains(e.problem())) {
                return Finding.warning(e.problem(), e.finding());
            }
            throw e;
        }
    }

    /** The releases of ProxyStore whose endpoints speak a generation. */
    static String releases(String generation) {
        return generation.equals(Generation.V1_0.toString()) ? "0.6 to 1.x" : "0.4 to 0.5";
    }
}

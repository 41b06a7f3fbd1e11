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
        return name(generation);
    }

    /** The name of the step that registers a peer of this generation. */
    static String name(Generation generation) {
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
            return Finding.ok("registered, as ProxyStore " + releases(generation) + " does");
        } catch (ProblemFound e) {
            boolean otherLeft = generation == Generation.V1_0 || !visit.peers().isEmpty();
            if (otherLeft && OTHER_GENERATION.contains(e.problem())) {
                return Finding.warning(e.problem(), e.finding());
            }
            throw e;
        }
    }

    /** The releases of ProxyStore whose endpoints speak a generation. */
    static String releases(Generation generation) {
        return switch (generation) {
            case V0_5 -> "0.4 to 0.5";
            case V1_0 -> "0.6 to 1.x";
        };
    }
}

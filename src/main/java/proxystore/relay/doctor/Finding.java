package proxystore.relay.doctor;

import java.util.Map;
import java.util.Optional;

/**
 * What a step has found.
 *
 * @param text what was seen, in one line
 * @param problem the reason of a warning or failure
 * @param figures numbers for scripts, by their names
 */
record Finding(Status status, String text, Optional<Problem> problem, Map<String, Number> figures) {
    /** How a step ended. */
    enum Status {
        OK,
        WARNING,
        FAILED,
        /** The step does not apply. */
        SKIPPED,
        /** An earlier step failed. */
        NOT_MADE
    }

    static Finding ok(String text) {
        return new Finding(Status.OK, text, Optional.empty(), Map.of());
    }

    static Finding skipped(String text) {
        return new Finding(Status.SKIPPED, text, Optional.empty(), Map.of());
    }

    static Finding notMade(String failed) {
        return new Finding(Status.NOT_MADE, "not made, because " + failed + " failed", Optional.empty(), Map.of());
    }

    static Finding warning(Problem problem, String text) {
        return new Finding(Status.WARNING, text, Optional.of(problem), Map.of());
    }

    static Finding failed(Problem problem, String text) {
        return new Finding(Status.FAILED, text, Optional.of(problem), Map.of());
    }

    Finding with(Map<String, Number> more) {
        return new Finding(status, text, problem, Map.copyOf(more));
    }
}

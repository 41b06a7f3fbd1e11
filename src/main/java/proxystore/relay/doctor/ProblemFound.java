package proxystore.relay.doctor;

/** A step has found a known problem. */
final class ProblemFound extends Exception {
    private final Problem problem;

    /**
     * A problem with its evidence.
     *
     * @param finding what was seen, in one line
     */
    ProblemFound(Problem problem, String finding) {
        super(finding);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    String finding() {
        return String.valueOf(getMessage());
    }
}

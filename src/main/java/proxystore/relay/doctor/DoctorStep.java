package proxystore.relay.doctor;

/** One step of an examination. */
interface DoctorStep {
    /** What becomes of the remaining steps after this one has failed. */
    enum Need {
        /** The remaining steps are made. */
        OPTIONAL,
        /** The remaining steps are not made: the relay was not reached. */
        REACHES,
        /** The remaining steps are not made, but the relay was reached. */
        WORKS
    }

    /** The name of the step in the report. */
    String name();

    Need need();

    /**
     * Makes the step.
     *
     * @throws ProblemFound if it fails for a known reason
     */
    Finding run(Visit visit) throws ProblemFound, InterruptedException;
}

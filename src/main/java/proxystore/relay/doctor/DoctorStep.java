package proxystore.relay.doctor;

/** One step of an examination. */
interface DoctorStep {
    /** What the remaining steps do after this one has failed. */
    enum Need {
        /** They are made all the same. */
        OPTIONAL,
        /** They are skipped: the relay was not reached. */
        REACHES,
        /** They are skipped: the relay was reached. */
        WORKS
    }

    /** Its name in the report. */
    String name();

    Need need();

    /**
     * Makes the step.
     *
     * @throws ProblemFound if it fails for a known reason
     */
    Finding run(Visit visit) throws ProblemFound, InterruptedException;
}

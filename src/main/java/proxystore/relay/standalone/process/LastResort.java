package proxystore.relay.standalone.process;

/** Is called after an Error that the relay cannot recover from. */
@FunctionalInterface
public interface LastResort {
    /**
     * Handles the Error, on the thread that it was thrown on. May not return.
     *
     * @param reason one line for the output; resolved beforehand, because the first use of a constant needs memory
     */
    void cannotContinue(String reason, Throwable error);
}

package proxystore.relay.standalone.process;

/** What is done about an Error after which the relay cannot do its whole duty any more. */
@FunctionalInterface
public interface LastResort {
    /**
     * Called by the thread that the Error hit. May not return.
     *
     * @param duty what cannot be done any more; a text that exists already, for a constant's first use takes memory
     */
    void cannotGoOn(String duty, Throwable error);
}

package proxystore.relay;

/** Whether a relay should get new clients. */
public enum Readiness {
    /** It serves. */
    READY("ready"),
    /** It serves its clients until they leave, and leaves new ones to a successor. */
    LAME_DUCK("lame duck"),
    /** It closes its clients and accepts no further ones. */
    STOPPING("stopping"),
    /** It serves, cannot reach the other nodes, and needs them ({@code cluster.ready_without}). */
    ALONE("alone"),
    /** It closes every client, because its configuration has a mistake. */
    MISCONFIGURED("misconfigured");

    private final String text;

    Readiness(String text) {
        this.text = text;
    }

    /** One word in lower case. */
    @Override
    public String toString() {
        return text;
    }
}

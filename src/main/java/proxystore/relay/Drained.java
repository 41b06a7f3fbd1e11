package proxystore.relay;

/**
 * How the connections of a stopped relay have ended.
 *
 * @param closed the number of connections that the relay or their clients have closed
 * @param cut the number of connections that were cut because their clients did not answer the close in time
 */
public record Drained(int closed, int cut) {
    /** As logs show it. */
    @Override
    public String toString() {
        return "connections closed: " + closed + ", cut off: " + cut
                + (cut == 0 ? "" : " (their clients did not answer the close in time)");
    }
}

package proxystore.relay.doctor;

/**
 * What a problem means for an endpoint, by the rules of ProxyStore's clients ({@code proxystore/p2p/relay/client.py} of
 * 0.6 to 1.0 and {@code proxystore/p2p/relay_client.py} of 0.4 and 0.5).
 */
enum Consequence {
    /** A refused connection, a time-out or a WebSocket close, but for the three final codes. */
    RETRIES("An endpoint retries, after 1, 2, 4 … 60 s."),
    /** A failed look-up: the clients before 1.0 do not expect it. */
    RETRIES_SINCE_1_0("An endpoint of ProxyStore 1.x retries; the process of an older one ends."),
    /** An HTTP answer but 101, a failure of TLS, and a connection that ends before the WebSocket is open. */
    ENDS("An endpoint's process ends; start it again after the remedy."),
    /** 4001, 4002 and 4004. ProxyStore 0.5 does not know these codes. */
    ENDS_SINCE_0_6("The process of an endpoint of ProxyStore 0.6 to 1.x ends; an older one retries."),
    /** The connection that was open is lost. */
    RECONNECTS(
            "An endpoint registers again, at once or (before 0.6) when it next sends, but takes no new offers until it"
                    + " is restarted."),
    /** The endpoint is connected, but it does not reach its peer. */
    NO_PEER("Endpoints register but cannot connect to each other."),
    /** The problem does not keep an endpoint from working. */
    WORKS("Endpoints work all the same.");

    private final String sentence;

    Consequence(String sentence) {
        this.sentence = sentence;
    }

    /** The sentence for people. */
    @Override
    public String toString() {
        return sentence;
    }
}

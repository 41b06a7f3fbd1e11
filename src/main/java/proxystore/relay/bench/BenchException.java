package proxystore.relay.bench;

/** The bench cannot run; the message gives the reason in one line. */
public final class BenchException extends Exception {
    BenchException(String message) {
        super(message);
    }
}

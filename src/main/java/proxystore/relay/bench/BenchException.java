package proxystore.relay.bench;

/** Why the relay cannot be loaded at all, in one line. */
public final class BenchException extends Exception {
    BenchException(String message) {
        super(message);
    }
}

package proxystore.relay.message;

import jakarta.json.bind.JsonbException;

/** A text that is no message of the protocol. Its message names the field and never quotes the client. */
final class MalformedMessageException extends JsonbException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }

    /** Collects no stack trace: malformed messages are expected, and a client could send many of them. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

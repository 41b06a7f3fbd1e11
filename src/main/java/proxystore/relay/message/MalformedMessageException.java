package proxystore.relay.message;

import jakarta.json.bind.JsonbException;

/** A text that is no message of the protocol. Its own message names the field, never a client's text. */
final class MalformedMessageException extends JsonbException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }

    /** Malformed messages are a matter of course: no stack trace is wanted, so none is collected. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

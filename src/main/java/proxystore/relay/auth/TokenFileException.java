package proxystore.relay.auth;

import java.io.IOException;

/** A file of tokens is not as it must be. The message names the file, the line and what is wrong, and quotes nothing. */
public final class TokenFileException extends IOException {
    private static final long serialVersionUID = 1L;

    TokenFileException(String message) {
        super(message);
    }
}

package proxystore.relay.cluster;

import io.nats.client.AuthHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Authenticates with credentials from a file, which is read again for each connection: they may be renewed meanwhile. */
final class NatsAuthentication implements AuthHandler {
    private static final Logger LOGGER = System.getLogger(NatsAuthentication.class.getName());

    /** Reads the text of a file. */
    interface CredentialsForm {
        NatsCredentials parse(String text) throws IOException;
    }

    private final Path file;
    private final CredentialsForm form;
    /** Those that were read last; changed by the thread that connects. */
    private volatile NatsCredentials credentials;

    private NatsAuthentication(Path file, CredentialsForm form, NatsCredentials credentials) {
        this.file = file;
        this.form = form;
        this.credentials = credentials;
    }

    /**
     * Reads the file for the first time.
     *
     * @throws IOException if it cannot be read or does not have what it should; the message is one line for the operator
     */
    static NatsAuthentication open(Path file, CredentialsForm form) throws IOException {
        return new NatsAuthentication(file, form, read(file, form));
    }

    private static NatsCredentials read(Path file, CredentialsForm form) throws IOException {
        String text = CredentialsText.of(file);
        try {
            return form.parse(text);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Called first for each connection. */
    @Override
    public char @Nullable [] getID() {
        try {
            credentials = read(file, form);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "NATS: credentials that were read before are used: " + e.getMessage());
        }
        NatsCredentials now = credentials;
        return now.jwt().isEmpty() ? now.seed().publicKey().toCharArray() : null;
    }

    @Override
    public byte[] sign(byte[] nonce) {
        return credentials.seed().sign(nonce);
    }

    @Override
    public char @Nullable [] getJWT() {
        String jwt = credentials.jwt();
        return jwt.isEmpty() ? null : jwt.toCharArray();
    }
}

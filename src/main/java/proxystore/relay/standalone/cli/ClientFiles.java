package proxystore.relay.standalone.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.bench.Target;
import proxystore.relay.config.Secret;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.Latin1File;
import proxystore.relay.standalone.tls.PemFile;

/** The files that a client of the command line reads: its token, and the certificates that it trusts. */
final class ClientFiles {
    private static final int MAX_TOKEN_FILE_BYTES = 64 * 1024;

    private ClientFiles() {}

    /**
     * The token of the file, or of the environment.
     *
     * @param file null if the command line has none
     * @param variable the environment variable that can hold the token
     */
    static Optional<Secret> token(@Nullable Path file, String variable) throws StartFailure {
        if (file == null) {
            return Optional.ofNullable(System.getenv(variable)).map(Secret::new);
        }
        try {
            if (Files.size(file) > MAX_TOKEN_FILE_BYTES) {
                throw StartFailure.content("token file", file, "longer than any token");
            }
            return Optional.of(new Secret(Latin1File.read(file).strip()));
        } catch (IOException e) {
            throw StartFailure.file("cannot read token file", file, e);
        }
    }

    /** The certificates of {@code --trust}. */
    static List<X509Certificate> trusted(Path file) throws StartFailure {
        return PemFile.read("trust", file).certificates();
    }

    /**
     * Checks that the options for certificates fit together.
     *
     * @throws IllegalArgumentException if they do not
     */
    static void checkTrust(@Nullable Path trust, boolean insecure, URI relay) {
        if (trust != null && insecure) {
            throw new IllegalArgumentException("--trust and --insecure exclude each other");
        }
        if ((trust != null || insecure) && !Target.isSecure(relay)) {
            throw new IllegalArgumentException("--trust and --insecure are for wss://");
        }
    }
}

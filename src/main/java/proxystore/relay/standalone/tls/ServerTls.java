package proxystore.relay.standalone.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.boringssl.NativeEngine;
import proxystore.relay.standalone.tls.boringssl.NativeLibrary;

/**
 * Makes the TLS engines of accepted connections. Each engine must be given to {@link #release} when its connection closes.
 * The certificate can be replaced: established connections keep the one that they began with.
 */
public final class ServerTls implements AutoCloseable {
    private final boolean boringSsl;
    private final String implementation;

    @GuardedBy("this")
    private TlsContext context;

    private ServerTls(boolean boringSsl, String implementation, TlsContext context) {
        this.boringSsl = boringSsl;
        this.implementation = implementation;
        this.context = context;
    }

    /**
     * Chooses the implementation.
     *
     * @throws StartFailure if the native one is required and not available, or does not accept the key
     */
    public static ServerTls of(TlsProvider provider, ServerCertificate certificate) throws StartFailure {
        return of(provider, certificate, provider == TlsProvider.JDK ? Optional.empty() : NativeLibrary.unavailable());
    }

    /**
     * The same with a given state of the native library.
     *
     * @param unavailable why the native library is not available
     */
    static ServerTls of(TlsProvider provider, ServerCertificate certificate, Optional<String> unavailable)
            throws StartFailure {
        if (provider == TlsProvider.NATIVE && unavailable.isPresent()) {
            throw new StartFailure(
                    StartFailure.CANNOT_RUN,
                    "standalone.tls_provider: \"native\" is not available here: " + unavailable.get());
        }
        if (provider == TlsProvider.JDK || unavailable.isPresent()) {
            return ofJdk(certificate, unavailable.map(why -> "is not available: " + why));
        }
        try {
            return new ServerTls(true, "BoringSSL", TlsContext.ofBoringSsl(certificate));
        } catch (SSLException e) {
            if (provider == TlsProvider.NATIVE) {
                throw StartFailure.cannotRun("standalone.tls_provider: \"native\" cannot use the private key", e);
            }
            return ofJdk(certificate, Optional.of("cannot use the private key: " + e.getMessage()));
        }
    }

    private static ServerTls ofJdk(ServerCertificate certificate, Optional<String> why) {
        return new ServerTls(
                false,
                "the JDK" + why.map(reason -> " (BoringSSL " + reason + ")").orElse(""),
                TlsContext.ofJdk(certificate));
    }

    private static TlsContext context(boolean boringSsl, ServerCertificate certificate) throws SSLException {
        return boringSsl ? TlsContext.ofBoringSsl(certificate) : TlsContext.ofJdk(certificate);
    }

    /** The implementation in use, and why it is not BoringSSL if it could be; for the log. */
    public String implementation() {
        return implementation;
    }

    /** A new engine in server mode. */
    public synchronized SSLEngine newEngine() {
        return context.newEngine();
    }

    /** Frees the native memory of an engine. May be called by any thread and more than once. */
    public static void release(SSLEngine engine) {
        if (engine instanceof NativeEngine nativeEngine) {
            nativeEngine.close();
        }
    }

    /** The number of engines with the current certificate that hold native memory. */
    public synchronized int openEngines() {
        return context.openEngines();
    }

    /**
     * Uses another certificate for new connections.
     *
     * @throws SSLException if BoringSSL does not accept its key; then the current certificate stays
     */
    void replace(ServerCertificate certificate) throws SSLException {
        TlsContext replacement = context(boringSsl, certificate);
        synchronized (this) {
            context.close();
            context = replacement;
        }
    }

    /** Ends the use. No engine may be made after that; existing ones stay usable. Called once. */
    @Override
    public synchronized void close() {
        context.close();
    }
}

package proxystore.relay.standalone.tls.boringssl;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/** Makes BoringSSL's engines of a server with one certificate. Only where {@link NativeLibrary} is available. */
public final class NativeContext implements AutoCloseable {
    /** The bytes that BoringSSL may write while it reads. Netty allocates them for each engine; BoringSSL continues when it wraps. */
    private static final int ANSWER_BYTES = 256;

    private final ReferenceCountedOpenSslContext context;

    private NativeContext(ReferenceCountedOpenSslContext context) {
        this.context = context;
    }

    /**
     * Makes a context without client certificates and without sessions that clients could resume.
     *
     * @param chain the server's own certificate first
     * @param key the private key of the chain's first certificate
     * @throws SSLException if BoringSSL does not accept them
     */
    public static NativeContext of(
            List<X509Certificate> chain, PrivateKey key, List<String> protocols, List<String> cipherSuites)
            throws SSLException {
        requireUsable(chain, key);
        ReferenceCountedOpenSslContext context = (ReferenceCountedOpenSslContext)
                SslContextBuilder.forServer(new OpenSslCachingX509KeyManagerFactory(new OnlyKey(key, chain).factory()))
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .trustManager(new NoClients())
                        .protocols(protocols)
                        .ciphers(cipherSuites, IdentityCipherSuiteFilter.INSTANCE)
                        // Grizzly would run the tasks on the same thread.
                        .option(OpenSslContextOption.USE_TASKS, false)
                        .build();
        context.sessionContext().setSessionCacheEnabled(false);
        context.setBioNonApplicationBufferSize(ANSWER_BYTES);
        return new NativeContext(context);
    }

    /** Gives the key to BoringSSL once: the context does so only in its first handshake. */
    private static void requireUsable(List<X509Certificate> chain, PrivateKey key) throws SSLException {
        try {
            OpenSslCredentialBuilder.forX509(key, chain.toArray(X509Certificate[]::new))
                    .build()
                    .release();
        } catch (RuntimeException e) { // whatever BoringSSL reports
            throw new SSLException(NativeLibrary.reason(e), e);
        }
    }

    /**
     * A new engine in server mode, which the caller must close. It stays usable when this context is closed.
     *
     * <p>Must not be called at the same time as {@link #close}.
     */
    public NativeEngine newEngine() {
        return new NativeEngine((ReferenceCountedOpenSslEngine) context.newEngine(UnpooledByteBufAllocator.DEFAULT));
    }

    /** The number of engines that are not closed. */
    public int openEngines() {
        return context.refCnt() - 1; // each engine holds the context
    }

    /** Releases the native memory as soon as all engines are closed. Called once. */
    @Override
    public void close() {
        context.release();
    }

    /** Without a trust manager Netty would give BoringSSL all public authorities of the JDK. */
    private static final class NoClients implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("client certificates are not used");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

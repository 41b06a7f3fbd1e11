package proxystore.relay.standalone.tls;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import proxystore.relay.standalone.tls.boringssl.NativeContext;

/**
 * Makes engines with one certificate. All implementations offer the same protocols and cipher suites, ask for no client
 * certificate and refuse renegotiation.
 */
interface TlsContext extends AutoCloseable {
    List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Authenticated encryption with forward secrecy; those of TLS 1.3 first. */
    List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A new engine in server mode. */
    SSLEngine newEngine();

    /** The number of engines that hold native memory. */
    int openEngines();

    @Override
    void close();

    /** Makes a context of the JDK. */
    static TlsContext ofJdk(ServerCertificate certificate) {
        SSLContext context = certificate.sslContext();
        SSLParameters parameters =
                new SSLParameters(CIPHER_SUITES.toArray(String[]::new), PROTOCOLS.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        return new TlsContext() {
            @Override
            public SSLEngine newEngine() {
                SSLEngine engine = context.createSSLEngine();
                engine.setUseClientMode(false);
                engine.setSSLParameters(parameters);
                return engine;
            }

            @Override
            public int openEngines() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Makes a context of BoringSSL.
     *
     * @throws SSLException if BoringSSL does not accept the key
     */
    static TlsContext ofBoringSsl(ServerCertificate certificate) throws SSLException {
        NativeContext context = NativeContext.of(certificate.chain(), certificate.key(), PROTOCOLS, CIPHER_SUITES);
        return new TlsContext() {
            @Override
            public SSLEngine newEngine() {
                return context.newEngine();
            }

            @Override
            public int openEngines() {
                return context.openEngines();
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }
}

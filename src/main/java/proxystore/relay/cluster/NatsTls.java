package proxystore.relay.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.provider.CertificateAuthorities;

/**
 * Makes the TLS context of connections to NATS from PEM files (RFC 7468). Used by one thread. Each method that reads a file throws
 * an {@link IOException} whose message is one line for the operator.
 */
final class NatsTls {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    /** The authorities; null for those that Java trusts. */
    private TrustManager @Nullable [] trusted;
    /** The node's own chain; empty for none. */
    private Certificate[] chain = {};
    /** Present with the chain. */
    private KeyManager @Nullable [] keys;

    /** Trusts the authorities of a file or directory, and no others. */
    void trust(Path file) throws IOException {
        trusted = CertificateAuthorities.trust(file);
    }

    /** Shows the certificates of a file. */
    void certificate(Path file) throws IOException {
        try {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(CredentialsText.of(file).getBytes(StandardCharsets.ISO_8859_1)))
                    .toArray(Certificate[]::new);
        } catch (CertificateException e) {
            throw new IOException(file + ": the certificate is damaged", e);
        }
        if (chain.length == 0) {
            throw new IOException(file + ": no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
        }
    }

    /** Uses the private key of a file with the certificates that were read before. */
    void key(Path file) throws IOException {
        Matcher matcher = KEY.matcher(CredentialsText.of(file));
        if (!matcher.find()) {
            throw new IOException(
                    file + ": no private key in it that is not encrypted (PKCS #8: -----BEGIN PRIVATE KEY-----)");
        }
        try {
            PrivateKey key = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1))));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("node", key, NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            keys = factory.getKeyManagers();
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new IOException(file + ": the private key is damaged, or of another kind than the certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PKCS #12", e);
        }
    }

    /** The context, whose sockets accept a server only if its certificate is for the host that it was connected as. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trusted, null);
            return HostCheckingContext.of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }
}

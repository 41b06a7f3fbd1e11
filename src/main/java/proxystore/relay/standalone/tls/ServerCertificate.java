package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import proxystore.relay.standalone.process.StartFailure;

/**
 * The certificate chain that the relay presents to its clients, and its private key.
 *
 * @param chain the server's own certificate first
 * @param key the private key of the chain's first certificate
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final char[] IN_MEMORY = {};

    /**
     * Reads the chain and the key, and checks that they belong together.
     *
     * @param keyfile the file of the key; empty if the key is in the certfile, as in Python's {@code load_cert_chain}
     * @throws StartFailure if a file cannot be read or used, or if the key is not that of the first certificate
     */
    public static ServerCertificate read(Path certfile, Optional<Path> keyfile) throws StartFailure {
        PemFile certificates = PemFile.read("certfile", certfile);
        List<X509Certificate> chain = certificates.certificates();
        PemFile keys = keyfile.isPresent() ? PemFile.read("keyfile", keyfile.get()) : certificates;
        PrivateKey key = keys.privateKey()
                .orElseThrow(() -> keyfile.isPresent()
                        ? StartFailure.content(
                                "keyfile",
                                keyfile.get(),
                                "no private key in it (PEM: -----BEGIN PRIVATE KEY-----);"
                                        + " openssl pkey and openssl pkcs12 convert other formats")
                        : StartFailure.content("certfile", certfile, "no private key in it, and no keyfile is given"));
        if (!belong(chain.get(0).getPublicKey(), key)) {
            throw StartFailure.content(
                    "certfile",
                    certfile,
                    "its first certificate and the private key in " + keyfile.orElse(certfile)
                            + " do not belong together");
        }
        return new ServerCertificate(chain, key);
    }

    /** Makes a context for TLS 1.2 and 1.3 with the JDK's defaults, without client certificates. */
    public SSLContext sslContext() {
        try {
            // JKS, because PKCS12, the JDK's default, derives a key from the password in 10,000 rounds.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("relay", key, IN_MEMORY, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            SSLContext context = SSLContext.getInstance("TLS");
            // An empty array: null would make the JDK read all its public authorities at the start.
            context.init(keys.getKeyManagers(), new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK lacks what every JDK has for TLS", e);
        }
    }

    private static boolean belong(PublicKey publicKey, PrivateKey key) throws StartFailure {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            byte[] probe = {1};
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            if (String.valueOf(e.getMessage()).startsWith("Curve not supported")) {
                throw new StartFailure(
                        StartFailure.BAD_CONFIGURATION,
                        "this JDK cannot sign with the private key: its curve is not supported; use P-256 or P-384");
            }
            // The keys have one algorithm but different sizes or curves.
            return false;
        } catch (GeneralSecurityException e) {
            throw new StartFailure(
                    StartFailure.BAD_CONFIGURATION, "this JDK cannot sign with the private key: " + e.getMessage());
        }
    }
}

package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A new key with a self-signed certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}, in the file formats of
 * servers, and the TLS contexts of a client and a server.
 */
public final class TestCertificates {
    private static final String STORE_PASSWORD = "changeit";

    private final Path directory;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCertificates(Path directory, KeyPair keys, X509Certificate certificate) {
        this.directory = directory;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** An EC key on P-256 and its certificate, written into the directory. */
    public static TestCertificates in(Path directory) {
        KeyPair keys = keys("P-256");
        TestCertificates made = new TestCertificates(directory, keys, selfSigned(keys));
        try {
            Files.writeString(made.certfile(), pem(made.certificate));
            Files.writeString(made.keyfile(), pkcs8(keys.getPrivate()));
            Files.writeString(directory.resolve("relay-both.pem"), pkcs8(keys.getPrivate()) + pem(made.certificate));
            made.writeStore();
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot write test certificates", e);
        }
    }

    /** PEM, the certificate alone. */
    public Path certfile() {
        return directory.resolve("relay-cert.pem");
    }

    /** PEM, PKCS#8. */
    public Path keyfile() {
        return directory.resolve("relay-key.pem");
    }

    /** PEM, key and certificate. */
    public Path certfileWithKey() {
        return directory.resolve("relay-both.pem");
    }

    /** PKCS#12, key and certificate under the alias {@code relay}. */
    public Path pkcs12() {
        return directory.resolve("relay.p12");
    }

    /** The password of {@link #pkcs12()} and of the key in it. */
    public String storePassword() {
        return STORE_PASSWORD;
    }

    /** The context of a server with this certificate. */
    public SSLContext serving() {
        try (InputStream in = Files.newInputStream(pkcs12())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, STORE_PASSWORD.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot show the test certificate", e);
        }
    }

    /** The context of a client that trusts only this certificate. */
    public SSLContext trusting() {
        return trusting(certificate);
    }

    static SSLContext trusting(X509Certificate certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("relay", certificate);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot trust the test certificate", e);
        }
    }

    /** Makes new keys: {@code RSA} of 2048 bits, {@code Ed25519}, {@code Ed448}, or a curve for EC, such as {@code P-256}. */
    public static KeyPair keys(String kind) {
        try {
            if (kind.startsWith("P-")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp" + kind.substring(2) + "r1"));
                return generator.generateKeyPair();
            }
            return KeyPairGenerator.getInstance(kind).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no keys of kind " + kind, e);
        }
    }

    public static X509Certificate selfSigned(KeyPair keys) {
        Instant now = Instant.now();
        return selfSigned(keys, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)));
    }

    /** A certificate with these dates, to the second. */
    public static X509Certificate selfSigned(KeyPair keys, Instant from, Instant to) {
        X500Name name = new X500Name("CN=localhost");
        return new CertificateRequest(name, keys.getPublic(), from, to)
                .signedFor(
                        name,
                        keys.getPrivate(),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1"));
    }

    /** A key in the form that OpenSSL used to write: PKCS#1, or SEC1 with the curve's name in it. */
    public static String traditional(PrivateKey key) throws IOException {
        if (!key.getAlgorithm().equals("EC")) {
            return pem(key);
        }
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        ECPrivateKey nameless = ECPrivateKey.getInstance(info.parsePrivateKey());
        ECPrivateKey named = new ECPrivateKey(
                ((ECKey) key).getParams().getOrder().bitLength(),
                nameless.getKey(),
                info.getPrivateKeyAlgorithm().getParameters());
        return pem(new PemObject("EC PRIVATE KEY", named.getEncoded()));
    }

    /** Whatever Bouncy Castle has a PEM form for. */
    public static String pem(Object certificateOrKey) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificateOrKey);
        }
        return text.toString();
    }

    public static String pkcs8(PrivateKey key) throws IOException {
        return pem(new PemObject("PRIVATE KEY", key.getEncoded()));
    }

    /** The part that identifies a key; the JDK's EC keys are equal only if their encodings are. */
    static Object secret(PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey ec ? ec.getS() : key;
    }

    private void writeStore() throws IOException, GeneralSecurityException {
        char[] password = STORE_PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("relay", keys.getPrivate(), password, new Certificate[] {certificate});
        try (OutputStream file = Files.newOutputStream(pkcs12())) {
            store.store(file, password);
        }
    }
}

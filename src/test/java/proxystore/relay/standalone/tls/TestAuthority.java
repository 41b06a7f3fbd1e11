package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of the tests. */
public final class TestAuthority {
    private static final Duration VALID = Duration.ofDays(1_000);

    private final KeyPair keys;
    private final X500Name name;
    private final X509Certificate certificate;

    private TestAuthority(KeyPair keys, X500Name name, X509Certificate certificate) {
        this.keys = keys;
        this.name = name;
        this.certificate = certificate;
    }

    public static TestAuthority root(String commonName) {
        KeyPair keys = TestCertificates.keys("P-256");
        X500Name name = new X500Name("CN=" + commonName);
        return new TestAuthority(keys, name, sign(keys, name, authority(name, keys.getPublic())));
    }

    /** An authority whose certificate this one signs. */
    public TestAuthority intermediate(String commonName) {
        KeyPair own = TestCertificates.keys("P-256");
        X500Name subject = new X500Name("CN=" + commonName);
        return new TestAuthority(own, subject, sign(keys, name, authority(subject, own.getPublic())));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate of a server with this DNS name. */
    public X509Certificate issue(PublicKey key, String dnsName, Instant from, Instant to) {
        return sign(keys, name, new Request(new X500Name("CN=" + dnsName), key, from, to, dnsName));
    }

    /**
     * What is to be signed.
     *
     * @param dnsName empty for an authority
     */
    private record Request(X500Name subject, PublicKey key, Instant from, Instant to, String dnsName) {}

    private static Request authority(X500Name subject, PublicKey key) {
        Instant now = Instant.now();
        return new Request(subject, key, now.minus(VALID), now.plus(VALID), "");
    }

    private static X509Certificate sign(KeyPair issuerKeys, X500Name issuer, Request request) {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, new Random()).add(BigInteger.ONE),
                Date.from(request.from()),
                Date.from(request.to()),
                request.subject(),
                request.key());
        try {
            if (request.dnsName().isEmpty()) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            } else {
                GeneralName host = new GeneralName(GeneralName.dNSName, request.dnsName());
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make a test certificate", e);
        }
    }
}

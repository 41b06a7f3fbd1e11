package proxystore.relay.standalone.tls;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

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
        return signed(name, keys, name, keys);
    }

    /** An authority whose certificate this one signs. */
    public TestAuthority intermediate(String commonName) {
        return signed(new X500Name("CN=" + commonName), TestCertificates.keys("P-256"), name, keys);
    }

    private static TestAuthority signed(X500Name subject, KeyPair own, X500Name issuer, KeyPair issuerKeys) {
        Instant now = Instant.now();
        return new TestAuthority(
                own,
                subject,
                new CertificateRequest(subject, own.getPublic(), now.minus(VALID), now.plus(VALID))
                        .signedForAuthority(issuer, issuerKeys.getPrivate()));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate of a server with this DNS name. */
    public X509Certificate issue(PublicKey key, String dnsName, Instant from, Instant to) {
        return new CertificateRequest(new X500Name("CN=" + dnsName), key, from, to)
                .signedFor(name, keys.getPrivate(), new GeneralName(GeneralName.dNSName, dnsName));
    }
}

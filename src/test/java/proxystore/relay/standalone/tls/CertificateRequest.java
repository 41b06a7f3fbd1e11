package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate of the tests that is to be signed; its dates are exact to the second. */
record CertificateRequest(X500Name subject, PublicKey key, Instant from, Instant to) {
    /** Signs the certificate of a server with these names. */
    X509Certificate signedFor(X500Name issuer, PrivateKey issuerKey, GeneralName... hosts) {
        return signed(issuer, issuerKey, Extension.subjectAlternativeName, new GeneralNames(hosts));
    }

    /** Signs the certificate of an authority. */
    X509Certificate signedForAuthority(X500Name issuer, PrivateKey issuerKey) {
        return signed(issuer, issuerKey, Extension.basicConstraints, new BasicConstraints(true));
    }

    private X509Certificate signed(
            X500Name issuer, PrivateKey issuerKey, ASN1ObjectIdentifier extension, ASN1Encodable value) {
        String algorithm = switch (issuerKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> ((EdECKey) issuerKey).getParams().getName();
        };
        BigInteger serial = new BigInteger(64, new Random()).add(BigInteger.ONE);
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    issuer, serial, Date.from(from), Date.from(to), subject, key)
                            .addExtension(extension, extension.equals(Extension.basicConstraints), value)
                            .build(new JcaContentSignerBuilder(algorithm).build(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make a test certificate", e);
        }
    }
}

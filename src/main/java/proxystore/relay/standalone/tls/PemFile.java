package proxystore.relay.standalone.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;
import proxystore.relay.standalone.process.StartFailure;

/**
 * The blocks of one PEM file (RFC 7468): certificates in the file's order, and a private key as PKCS#8 (RFC 5958),
 * PKCS#1 (RFC 8017) or SEC1 (RFC 5915). Text between the blocks and blocks of other kinds are skipped, as OpenSSL does.
 *
 * <p>Bouncy Castle reads PEM and ASN.1. The JDK makes the keys and certificates, so no provider is registered.
 */
public final class PemFile {
    private static final Map<ASN1ObjectIdentifier, String> KEY_ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "EdDSA",
            EdECObjectIdentifiers.id_Ed448, "EdDSA");

    private final String role;
    private final Path path;
    private final List<PemObject> blocks;

    private PemFile(String role, Path path, List<PemObject> blocks) {
        this.role = role;
        this.path = path;
        this.blocks = blocks;
    }

    /**
     * Reads the file.
     *
     * @param role the setting that names the file, for error messages
     * @throws StartFailure if the file cannot be read or a block is damaged
     */
    public static PemFile read(String role, Path path) throws StartFailure {
        String text;
        try {
            text = Latin1File.read(path); // a file that is not PEM contains no block
        } catch (IOException e) {
            throw StartFailure.file("cannot read " + role, path, e);
        }
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw StartFailure.content(role, path, "damaged PEM block: " + firstLine(e));
        }
        return new PemFile(role, path, blocks);
    }

    /**
     * The certificates in the order of the file; a server's own certificate must be the first.
     *
     * @throws StartFailure if there is none or one is damaged
     */
    public List<X509Certificate> certificates() throws StartFailure {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject block : blocks) {
                if (block.getType().equals("CERTIFICATE") || block.getType().equals("X509 CERTIFICATE")) {
                    chain.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
                }
            }
        } catch (CertificateException e) {
            throw StartFailure.content(role, path, "damaged certificate: " + firstLine(e));
        }
        if (chain.isEmpty()) {
            throw StartFailure.content(
                    role,
                    path,
                    "no certificate in it (PEM: -----BEGIN CERTIFICATE-----); openssl x509 and openssl pkcs12 convert other"
                            + " formats");
        }
        return chain;
    }

    /**
     * The file's first private key, empty if it has none.
     *
     * @throws StartFailure if the key is encrypted, damaged or of a kind that this JDK cannot use for TLS
     */
    Optional<PrivateKey> privateKey() throws StartFailure {
        ASN1Primitive curve = null;
        for (PemObject block : blocks) {
            if (block.getType().equals("EC PARAMETERS")) {
                curve = curve(block);
            } else if (block.getType().endsWith("PRIVATE KEY")) {
                return Optional.of(key(block, curve));
            }
        }
        return Optional.empty();
    }

    private PrivateKey key(PemObject block, @Nullable ASN1Primitive curve) throws StartFailure {
        if (isEncrypted(block)) {
            throw StartFailure.content(
                    role, path, "the private key is encrypted; the relay needs one without a passphrase");
        }
        try {
            PrivateKeyInfo info = pkcs8(block, curve);
            ASN1ObjectIdentifier oid = info.getPrivateKeyAlgorithm().getAlgorithm();
            String algorithm = KEY_ALGORITHMS.get(oid);
            if (algorithm == null) {
                throw StartFailure.content(
                        role, path, "private key of an unsupported algorithm (" + oid + "); use RSA, EC or Ed25519");
            }
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (IOException | IllegalArgumentException | IllegalStateException | GeneralSecurityException e) {
            throw StartFailure.content(role, path, "unusable private key: " + firstLine(e));
        }
    }

    private PrivateKeyInfo pkcs8(PemObject block, @Nullable ASN1Primitive curve) throws IOException {
        byte[] content = block.getContent();
        return switch (block.getType()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(content);
            case "RSA PRIVATE KEY" ->
                pkcs8(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, RSAPrivateKey.getInstance(content));
            case "EC PRIVATE KEY" -> {
                ECPrivateKey key = ECPrivateKey.getInstance(content);
                ASN1Encodable named = key.getParametersObject() == null ? curve : key.getParametersObject();
                if (named == null) {
                    throw new IOException("it does not name its curve");
                }
                yield pkcs8(X9ObjectIdentifiers.id_ecPublicKey, named, key);
            }
            default -> throw new IOException("unsupported form " + block.getType());
        };
    }

    private static PrivateKeyInfo pkcs8(ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Object key)
            throws IOException {
        return new PrivateKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key);
    }

    private ASN1Primitive curve(PemObject block) throws StartFailure {
        try {
            return ASN1Primitive.fromByteArray(block.getContent());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw StartFailure.content(role, path, "damaged EC PARAMETERS: " + firstLine(e));
        }
    }

    /** Whether a key is encrypted: by the block type of PKCS#8, or by a Proc-Type header (RFC 1421) of PKCS#1 and SEC1. */
    private static boolean isEncrypted(PemObject block) {
        if (block.getType().startsWith("ENCRYPTED")) {
            return true;
        }
        for (Object header : block.getHeaders()) {
            if (header instanceof PemHeader line
                    && line.getName().equals("Proc-Type")
                    && line.getValue().contains("ENCRYPTED")) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}

package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.process.StartFailure;

class PemFileTest {
    private static final char[] PASSPHRASE = "passphrase".toCharArray();

    @TempDir
    private Path directory;

    @Test
    void textAndBlocksOfOtherKindsAreSkipped() throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        String certificate = TestCertificates.pem(TestCertificates.selfSigned(keys));
        String other = TestCertificates.pem(new PemObject("DH PARAMETERS", new byte[] {0x30, 0}));
        PemFile file = pem("Bag Attributes: é\nsubject=CN = relay\n" + other + certificate + "\r\n\r\n"
                + TestCertificates.traditional(keys.getPrivate()) + "the end");

        assertThat(file.certificates()).hasSize(1);
        assertThat(file.privateKey().map(TestCertificates::secret))
                .contains(TestCertificates.secret(keys.getPrivate()));
    }

    @Test
    void aByteOrderMarkBeforeTheFirstBlockIsSkipped() throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        PemFile file = pem("\ufeff" + TestCertificates.pem(TestCertificates.selfSigned(keys)));

        assertThat(file.certificates()).hasSize(1);
    }

    @Test
    void aCurveInABlockBeforeTheKeyIsRead() throws Exception {
        PrivateKey key = TestCertificates.keys("P-256").getPrivate();
        String curve =
                TestCertificates.pem(new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()));
        ASN1Encodable nameless = PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey();
        String namelessKey = TestCertificates.pem(
                new PemObject("EC PRIVATE KEY", nameless.toASN1Primitive().getEncoded()));

        assertThat(secret(curve + TestCertificates.traditional(key))).isEqualTo(TestCertificates.secret(key));
        assertThat(secret(curve + namelessKey)).isEqualTo(TestCertificates.secret(key));
        assertThatThrownBy(() -> pem(namelessKey).privateKey())
                .hasMessageEndingWith("unusable private key: it does not name its curve");
    }

    @Test
    void aFileWithoutBlocksHasNeitherCertificateNorKey() throws Exception {
        PemFile file = pem("\u0000\u00ff not PEM at all");

        assertThat(file.privateKey()).isEmpty();
        assertThatThrownBy(file::certificates)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("file.pem: no certificate in it (PEM: -----BEGIN CERTIFICATE-----); openssl ");
    }

    @Test
    void encryptedPkcs8IsRefusedInOneLine() throws Exception {
        String algorithm = "PBEWithMD5AndDES";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSPHRASE)),
                new PBEParameterSpec(new byte[8], 1));
        byte[] encrypted =
                cipher.doFinal(TestCertificates.keys("P-256").getPrivate().getEncoded());
        byte[] info = new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded();

        assertRefused(TestCertificates.pem(new PemObject("ENCRYPTED PRIVATE KEY", info)), "encrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "P-256"})
    void anEncryptedTraditionalKeyIsRefusedInOneLine(String kind) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    TestCertificates.keys(kind).getPrivate(),
                    new JcePEMEncryptorBuilder("AES-128-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build(PASSPHRASE));
        }
        assertThat(text.toString()).contains("Proc-Type: 4,ENCRYPTED");

        assertRefused(text.toString(), "encrypted");
    }

    @Test
    void aKeyOfAnUnsupportedAlgorithmIsRefusedAndTheAlgorithmNamed() throws Exception {
        PrivateKeyInfo dsa = new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa), DERNull.INSTANCE);

        assertRefused(
                TestCertificates.pem(new PemObject("PRIVATE KEY", dsa.getEncoded())),
                "unsupported algorithm (1.2.840.10040.4.1); use RSA, EC or Ed25519");
        assertRefused(
                TestCertificates.pem(new PemObject("DSA PRIVATE KEY", new byte[] {0x30, 0})),
                "unsupported form DSA PRIVATE KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void aDamagedKeyIsRefusedInOneLine(String form) throws Exception {
        assertRefused(TestCertificates.pem(new PemObject(form, new byte[] {0x30, 3, 2, 1})), "unusable private key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN CERTIFICATE-----\nMIIB",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
            })
    void aDamagedCertificateIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> pem(text).certificates())
                .isInstanceOf(StartFailure.class)
                .message()
                .startsWith("certfile " + directory.resolve("file.pem") + ": damaged ")
                .doesNotContain("\n");
    }

    @Test
    void aMissingFileAndADirectoryAreRefusedByName() {
        Path missing = directory.resolve("missing.pem");

        assertThatThrownBy(() -> PemFile.read("keyfile", missing))
                .hasMessage("cannot read keyfile " + missing + ": no such file or directory");
        assertThatThrownBy(() -> PemFile.read("keyfile", directory))
                .hasMessage("cannot read keyfile " + directory + ": Is a directory");
    }

    private Object secret(String text) throws Exception {
        return TestCertificates.secret(pem(text).privateKey().orElseThrow());
    }

    private PemFile pem(String text) throws Exception {
        return PemFile.read("certfile", Files.writeString(directory.resolve("file.pem"), text));
    }

    private void assertRefused(String text, String why) {
        assertThatThrownBy(() -> pem(text).privateKey())
                .isInstanceOf(StartFailure.class)
                .message()
                .startsWith("certfile " + directory.resolve("file.pem") + ": ")
                .contains(why)
                .doesNotContain("\n");
    }
}

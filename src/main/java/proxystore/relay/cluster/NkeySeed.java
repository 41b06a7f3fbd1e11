package proxystore.relay.cluster;

import io.nats.client.support.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;

/**
 * The seed of a user's NKey: an Ed25519 key (RFC 8032) as NATS writes it, in base 32 with a prefix of 2 bytes and a checksum of 2.
 * jnats has one too, which needs a library of cryptography that the JDK makes unnecessary.
 */
final class NkeySeed {
    private static final String ED25519 = "Ed25519";
    private static final int PREFIX_BYTES = 2;
    private static final int KEY_BYTES = 32;
    private static final int CHECKSUM_BYTES = 2;
    private static final byte USER = (byte) (20 << 3);
    /** CRC-16/XMODEM. */
    private static final int POLYNOMIAL = 0x1021;

    private final KeyPair keys;

    private NkeySeed(KeyPair keys) {
        this.keys = keys;
    }

    /**
     * Reads a seed.
     *
     * @param text 58 characters of base 32 that begin with {@code SU}
     * @throws IOException if the checksum is wrong; the message names no part of the seed
     */
    static NkeySeed parse(String text) throws IOException {
        byte[] bytes = Encoding.base32Decode(text.toCharArray());
        int checked = PREFIX_BYTES + KEY_BYTES;
        if (bytes.length != checked + CHECKSUM_BYTES || checksum(bytes, checked) != littleEndian(bytes, checked)) {
            throw new IOException("the seed of the NKey is damaged (wrong checksum)");
        }
        return new NkeySeed(keys(Arrays.copyOfRange(bytes, PREFIX_BYTES, checked)));
    }

    /** The JDK's generator takes its first random bytes as the private key, and has no other way to the public key of one. */
    private static KeyPair keys(byte[] privateKey) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
            generator.initialize(KEY_BYTES * Byte.SIZE - 1, new GivenBytes(privateKey));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    /** Not random at all. */
    private static final class GivenBytes extends SecureRandom {
        private final byte[] given;

        GivenBytes(byte[] given) {
            this.given = given;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(given, 0, bytes, 0, bytes.length);
        }
    }

    /** The signature of the server's challenge. */
    byte[] sign(byte[] challenge) {
        try {
            Signature signature = Signature.getInstance(ED25519);
            signature.initSign(keys.getPrivate());
            signature.update(challenge);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    /** The public key as the server's configuration has it: 56 characters that begin with {@code U}. */
    String publicKey() {
        byte[] encoded = keys.getPublic().getEncoded(); // X.509, the key at its end
        ByteBuffer bytes = ByteBuffer.allocate(1 + KEY_BYTES + CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(USER).put(encoded, encoded.length - KEY_BYTES, KEY_BYTES);
        bytes.putShort((short) checksum(bytes.array(), bytes.position()));
        return new String(Encoding.base32Encode(bytes.array()));
    }

    private static int littleEndian(byte[] bytes, int offset) {
        return Short.toUnsignedInt(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(offset));
    }

    private static int checksum(byte[] bytes, int length) {
        int checksum = 0;
        for (int i = 0; i < length; i++) {
            checksum ^= Byte.toUnsignedInt(bytes[i]) << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                checksum <<= 1;
                if (checksum > 0xFFFF) {
                    checksum = (checksum & 0xFFFF) ^ POLYNOMIAL;
                }
            }
        }
        return checksum;
    }
}

package proxystore.relay.standalone.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import proxystore.relay.standalone.process.StartFailure;

/**
 * The files of a certificate and its key.
 *
 * @param certfile the certificate chain
 * @param keyfile the key; empty if it is in the certfile
 */
public record CertificateFiles(Path certfile, Optional<Path> keyfile) {
    /** The state of one file, which changes when the file is written or replaced. All null if it cannot be read. */
    private record FileState(
            @Nullable FileTime modified,
            long size,
            @Nullable Object inode) {
        static FileState of(Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new FileState(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException e) {
                return new FileState(null, -1, null);
            }
        }
    }

    /**
     * Reads the certificate and checks it.
     *
     * @throws StartFailure as {@link ServerCertificate#read} does
     */
    ServerCertificate read() throws StartFailure {
        return ServerCertificate.read(certfile, keyfile);
    }

    /** The state of the files without their contents: differs from an earlier one if a file was written since. */
    Object state() {
        return paths().map(FileState::of).toList();
    }

    /** A text that stands for the contents of the files. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path path : paths().toList()) {
                digest.update(contents(path));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks what every JDK has for TLS", e);
        }
    }

    private static byte[] contents(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private Stream<Path> paths() {
        return Stream.concat(List.of(certfile).stream(), keyfile.stream());
    }
}

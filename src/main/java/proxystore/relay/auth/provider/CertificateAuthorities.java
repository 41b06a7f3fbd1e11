package proxystore.relay.auth.provider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads certificate authorities from a file (PEM, RFC 7468). Text around the certificates is skipped; the bundles of
 * operating systems have such text.
 */
public final class CertificateAuthorities {
    private static final Pattern CERTIFICATE = Pattern.compile(
            "-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----" + "([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private CertificateAuthorities() {}

    /**
     * Makes a TLS context that trusts these authorities and no others.
     *
     * @param path the file, or a directory of such files
     * @throws IOException if there is no certificate or one is damaged; the message is one line for the operator
     */
    public static SSLContext read(Path path) throws IOException {
        TrustManager[] trusted = trust(path);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** What trusts these authorities and no others; see {@link #read}. */
    public static TrustManager[] trust(Path path) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (Files.isDirectory(path)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(path, Files::isRegularFile)) {
                    for (Path file : files) {
                        add(file, store);
                    }
                }
            } else {
                add(path, store);
            }
            if (store.size() == 0) {
                throw new IOException(path + ": no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(e.getFile() + ": permission denied", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has X.509 and PKCS #12", e);
        }
    }

    private static void add(Path file, KeyStore store) throws IOException, GeneralSecurityException {
        Matcher matcher = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (int number = 1; matcher.find(); number++) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
                store.setCertificateEntry(
                        "authority-" + store.size(), factory.generateCertificate(new ByteArrayInputStream(encoded)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new IOException(file + ": certificate " + number + " is damaged", e);
            }
        }
    }
}

package proxystore.relay.standalone.tls;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import proxystore.relay.standalone.process.StartFailure;

/**
 * Loads a certificate again when its files have changed, and warns before it expires. Files that cannot be used, or that
 * clients would refuse while they accept the current certificate, leave the current certificate in use and are logged once
 * for each content.
 *
 * <p>Used by one thread, except {@link #describe} and {@link #warning}.
 */
final class CertificateRenewal {
    private static final Logger LOGGER = System.getLogger(CertificateRenewal.class.getName());

    /** The interval of the warnings before a certificate expires. */
    private static final Duration WARNING_INTERVAL = Duration.ofDays(1);

    /** The watched files; other threads read it. */
    private volatile CertificateFiles files;

    private final ServerTls tls;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    /** The certificate in use; other threads read it. */
    private volatile ServerCertificate current;
    /** The state of the files at the last check. */
    private Object seen;
    /** The state and the content of the files at the last attempt to load them. */
    private Object tried;

    private String triedContent;
    /** The monotonic time of the last warning about dates; empty before the first. */
    private Optional<Long> warnedNanos = Optional.empty();

    /**
     * Watches files that have just been loaded.
     *
     * @param clock the time of day, for the dates of certificates
     * @param nanoTime the monotonic time, for the interval of warnings
     */
    CertificateRenewal(
            CertificateFiles files,
            ServerCertificate current,
            ServerTls tls,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.files = files;
        this.current = current;
        this.tls = tls;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.seen = files.state();
        this.tried = seen;
        this.triedContent = files.fingerprint();
    }

    /** Logs which certificate is in use, and what is wrong with its dates. */
    void announce() {
        LOGGER.log(Level.INFO, () -> "TLS 1.2 and 1.3 by " + tls.implementation());
        LOGGER.log(Level.INFO, this::describe);
        warn();
    }

    /** The certificate in use: file, subject, names and dates. Any thread may call. */
    String describe() {
        return "Certificate " + files.certfile() + ": " + CertificateText.describe(leaf());
    }

    /** What to warn of at this time; empty if the dates of the certificate are in order. Any thread may call. */
    Optional<String> warning() {
        return CertificateText.warning(leaf(), clock.instant())
                .map(text -> "Certificate " + files.certfile() + " " + text);
    }

    /** Loads changed files if they are the same in two checks: certificate and key are written one after the other. */
    void check() {
        Object state = files.state();
        boolean settled = state.equals(seen);
        seen = state;
        if (settled && !state.equals(tried)) {
            String content = files.fingerprint();
            if (!content.equals(triedContent)) {
                load(content);
            }
            tried = state;
        }
        warn();
    }

    /** Loads files at once, whether they have changed or not, and watches these from now on. */
    void reload(CertificateFiles files) {
        this.files = files;
        seen = files.state();
        tried = seen;
        load(files.fingerprint());
    }

    private void load(String content) {
        triedContent = content;
        try {
            ServerCertificate renewed = files.read();
            Optional<String> refused = CertificateText.invalid(renewed.chain().get(0), clock.instant());
            if (refused.isPresent()
                    && CertificateText.invalid(leaf(), clock.instant()).isEmpty()) {
                keep("certfile " + files.certfile() + " " + refused.get());
                return;
            }
            tls.replace(renewed);
            current = renewed;
            warnedNanos = Optional.empty();
            LOGGER.log(
                    Level.INFO,
                    () -> "Certificate " + files.certfile() + " loaded: " + CertificateText.describe(leaf()));
            warn();
        } catch (StartFailure | SSLException | RuntimeException e) {
            keep(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void keep(String reason) {
        LOGGER.log(
                Level.ERROR,
                () -> "The certificate is not renewed: " + reason + "; the old one stays in use, "
                        + CertificateText.dates(leaf()));
    }

    private void warn() {
        long now = nanoTime.getAsLong();
        if (warnedNanos.isPresent() && now - warnedNanos.get() < WARNING_INTERVAL.toNanos()) {
            return;
        }
        Optional<String> warning = warning();
        if (warning.isPresent()) {
            warnedNanos = Optional.of(now);
            boolean refused = CertificateText.invalid(leaf(), clock.instant()).isPresent();
            LOGGER.log(refused ? Level.ERROR : Level.WARNING, warning.get());
        }
    }

    private X509Certificate leaf() {
        return current.chain().get(0);
    }
}

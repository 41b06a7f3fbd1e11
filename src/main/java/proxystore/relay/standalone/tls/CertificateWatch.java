package proxystore.relay.standalone.tls;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.config.TlsConfig;
import proxystore.relay.standalone.process.StartFailure;

/**
 * TLS of a listener, whose certificate is loaded again when its files change or on request. Reading the files may block,
 * so a thread of its own does it: {@code relay-certificate}.
 */
public final class CertificateWatch implements AutoCloseable {
    private final ServerTls tls;
    private final Duration interval;
    private final CertificateRenewal renewal;
    /** The files to load at the next request. */
    private volatile CertificateFiles files;

    /** One permit for each request to load the files that the thread has not yet fulfilled. */
    private final Semaphore requests = new Semaphore(0);

    private final Thread thread = new Thread(this::run, "relay-certificate");

    private CertificateWatch(CertificateFiles files, ServerCertificate certificate, ServerTls tls, TlsConfig config) {
        this.tls = tls;
        this.files = files;
        this.interval = config.certificateCheckInterval();
        this.renewal = new CertificateRenewal(files, certificate, tls, InstantSource.system(), System::nanoTime);
        thread.setDaemon(true);
    }

    /**
     * Reads and checks the certificate; empty if the relay listens without TLS.
     *
     * @throws StartFailure if a file cannot be read or used, or the implementation of TLS is not available
     */
    public static Optional<CertificateWatch> open(ListenConfig listen, TlsConfig config) throws StartFailure {
        if (listen.certfile().isEmpty()) {
            return Optional.empty();
        }
        CertificateFiles files = files(listen);
        ServerCertificate certificate = files.read();
        return Optional.of(
                new CertificateWatch(files, certificate, ServerTls.of(config.provider(), certificate), config));
    }

    /** The certificate as the log describes it: file, subject, names and dates. Any thread may call it. */
    public String describe() {
        return renewal.describe();
    }

    /** What to warn of at this time: dates at which clients refuse the certificate, or its end within 14 days. */
    public Optional<String> warning() {
        return renewal.warning();
    }

    private static CertificateFiles files(ListenConfig listen) {
        return new CertificateFiles(listen.certfile().orElseThrow(), listen.keyfile());
    }

    /**
     * Reads the certificate of a listener with TLS, and checks it.
     *
     * @throws StartFailure if a file cannot be read or used
     */
    public static void requireUsable(ListenConfig listen) throws StartFailure {
        ServerCertificate unused = files(listen).read();
    }

    /** Makes the engines of the listener's connections. */
    public ServerTls tls() {
        return tls;
    }

    /** Logs the implementation of TLS and the certificate, and begins to watch the files. Called once. */
    public void start() {
        renewal.announce();
        thread.start();
    }

    /** Loads the files soon, whether they have changed or not. Does not block. */
    public void reload() {
        requests.release();
    }

    /** Replaces the watched files by those of this listener, which has TLS, and loads them as {@link #reload()} does. */
    public void reload(ListenConfig listen) {
        files = files(listen);
        reload();
    }

    private void run() {
        try {
            while (true) {
                if (requests.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                    requests.drainPermits();
                    renewal.reload(files);
                } else {
                    renewal.check();
                }
            }
        } catch (InterruptedException e) {
            // close() ends the thread.
        }
    }

    /** Ends the watch and the use of the engines. The listener must have been closed. Called once. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tls.close();
    }
}

package proxystore.relay.standalone.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import proxystore.relay.Relay;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ChangedConfig;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.log.StandaloneLog;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.CertificateWatch;

/**
 * Loads the configuration of a running relay again, from where it was loaded at the start, and applies the values that can
 * change at run time. A configuration with a mistake changes nothing. The certificate is read again in any case.
 */
final class Reload {
    private static final Logger LOGGER = System.getLogger(Reload.class.getName());

    private final ConfigSource source;
    private final Relay relay;
    private final StandaloneLog log;
    private final Optional<CertificateWatch> certificate;
    /** The number of requests that have not been fulfilled. */
    private final AtomicInteger requests = new AtomicInteger();
    /** The configuration of the relay; used by the thread that reloads. */
    private volatile LoadedConfig running;

    Reload(
            ConfigSource source,
            LoadedConfig running,
            Relay relay,
            StandaloneLog log,
            Optional<CertificateWatch> certificate) {
        this.source = source;
        this.running = running;
        this.relay = relay;
        this.log = log;
        this.certificate = certificate;
    }

    /**
     * Reloads on this thread. If another thread is reloading, that thread reloads once more for all requests that arrive
     * meanwhile, and this call returns at once.
     */
    void request() {
        if (requests.getAndIncrement() > 0) {
            return;
        }
        int fulfilled;
        do {
            fulfilled = requests.get();
            reload();
        } while (!requests.compareAndSet(fulfilled, 0));
    }

    private void reload() {
        try {
            ChangedConfig changed = ChangedConfig.of(running, source.load());
            requireUsable(changed.next());
            apply(changed);
        } catch (ConfigException | StartFailure | RuntimeException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            LOGGER.log(
                    Level.ERROR,
                    () -> "The configuration is not reloaded: " + LogText.line(reason) + "; the old one stays in use");
            certificate.ifPresent(CertificateWatch::reload);
        }
    }

    /** Checks files that the configuration names, as at a start. Files of an identity provider are read at the start only. */
    private void requireUsable(LoadedConfig next) throws StartFailure {
        if (certificate.isPresent()
                && !next.config().listen().equals(running.config().listen())) {
            CertificateWatch.requireUsable(next.config().listen());
        }
        if (next.config().auth().method() == AuthMethod.TOKENS) {
            RunningRelay.authenticator(next.config().auth()).close();
        }
    }

    private void apply(ChangedConfig changed) {
        LoadedConfig next = changed.next();
        List<String> earlier = running.warnings();
        running = next;
        log.change(next.config().logging());
        relay.currentConfig().change(next.config());
        certificate.ifPresent(watch -> watch.reload(next.config().listen()));
        List<String> applied = changed.appliedTexts();
        LOGGER.log(
                Level.INFO,
                () -> "Configuration reloaded: "
                        + (applied.isEmpty() ? "nothing to apply" : LogText.line(String.join(", ", applied))));
        if (!changed.restart().isEmpty()) {
            LOGGER.log(Level.WARNING, () -> "Restart to apply: " + names(changed.restart()));
        }
        List<String> warnings = new ArrayList<>(next.warnings());
        warnings.removeAll(earlier);
        warnings.forEach(warning -> LOGGER.log(Level.WARNING, warning));
    }

    private static String names(List<Setting<?>> settings) {
        return String.join(", ", settings.stream().map(Setting::key).toList());
    }
}

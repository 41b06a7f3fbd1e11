package proxystore.relay.standalone.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.standalone.log.StandaloneLog;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.CertificateWatch;
import proxystore.relay.web.AdminTokens;

/**
 * What a start with a configuration would find, without listening or creating anything.
 *
 * @param certificate the certificate with its dates; empty without TLS
 * @param warnings what is allowed but probably not intended, one line each
 */
public record StartCheck(Optional<String> certificate, List<String> warnings) {
    public StartCheck {
        warnings = List.copyOf(warnings);
    }

    /**
     * Opens all files that the configuration names.
     *
     * @throws StartFailure if the relay would not start
     */
    public static StartCheck of(LoadedConfig loaded) throws StartFailure {
        RelayConfig config = loaded.config();
        List<String> warnings = new ArrayList<>(loaded.warnings());
        Optional<CertificateWatch> certificate =
                CertificateWatch.open(config.listen(), config.standalone().tls());
        Optional<String> described = certificate.map(CertificateWatch::describe);
        certificate.flatMap(CertificateWatch::warning).ifPresent(warnings::add);
        certificate.ifPresent(CertificateWatch::close);
        RunningRelay.resolve(config.listen().host());
        RunningRelay.authenticator(config.auth()).close();
        try {
            var unused = AdminTokens.open(config.admin());
            ClusterNetwork.check(config.cluster());
        } catch (InvalidSettingException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
        StandaloneLog.check(config.logging());
        return new StartCheck(described, warnings);
    }
}

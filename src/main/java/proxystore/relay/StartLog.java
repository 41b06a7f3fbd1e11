package proxystore.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Collectors;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ClusterConfig;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.limit.DescriptorLimit;
import proxystore.relay.log.LogOrigin;
import proxystore.relay.log.LogText;

/** Logs at the start of a relay what an operator asks first: which build, which configuration, who may connect. */
public final class StartLog {
    private static final Logger LOGGER = System.getLogger(StartLog.class.getName());

    private StartLog() {}

    /** Logs version, configuration file, authentication, limits and the configuration's warnings. */
    public static void write(LoadedConfig loaded) {
        RelayConfig config = loaded.config();
        log(
                Level.INFO,
                "Relay " + RelayVersion.withCommit() + ", Java " + Runtime.version() + ", process "
                        + ProcessHandle.current().pid());
        String file = loaded.file().map(path -> shown(path)).orElse("no file");
        log(
                Level.INFO,
                "Configuration: " + file + "; generations: " + config.protocol().spelling());
        log(Level.INFO, "Authentication: " + authentication(config.auth()));
        log(Level.INFO, "Limits: " + limits(config));
        if (config.cluster().isOn()) {
            log(Level.INFO, "Cluster: " + cluster(config.cluster()));
        }
        loaded.warnings().forEach(warning -> log(Level.WARNING, warning));
    }

    /**
     * Logs one line if clients need no credentials.
     *
     * @param how completes the sentence "anyone who reaches the relay can connect …"
     */
    public static void writeIfOpen(RelayConfig config, Level level, String how) {
        if (config.auth().method() == AuthMethod.NONE) {
            log(
                    level,
                    "Open to everybody: anyone who reaches the relay can connect" + how
                            + ", and take any uuid (auth.method is \"none\")");
        }
    }

    private static void log(Level level, String text) {
        LOGGER.log(level, LogOrigin.name(text));
    }

    private static String authentication(AuthConfig auth) {
        String method = auth.method().spelling();
        return switch (auth.method()) {
            case NONE -> method + ", every client belongs to one user";
            case CONTAINER -> method;
            case GLOBUS -> method + ", " + auth.introspection().orElseThrow().url();
            case JWT -> method + ", issuer " + auth.jwt().orElseThrow().issuer();
            case TOKENS -> method + ", " + shown(auth.tokensFile().orElseThrow());
        };
    }

    private static String cluster(ClusterConfig cluster) {
        String servers = cluster.urls().stream().map(URI::toString).collect(Collectors.joining(", "));
        return servers + ", subjects " + cluster.prefix() + ".>";
    }

    private static String limits(RelayConfig config) {
        int connections = DescriptorLimit.maxConnections(config.admission().maxConnections());
        return limit(connections, "connections", "any number of connections")
                + ", "
                + limit(config.address().maxConnections(), "of one address", "any number of one address") + ", "
                + limit(config.admission().maxUserConnections(), "of one user", "any number of one user")
                + "; messages of " + config.maxMessageBytes() + " bytes";
    }

    private static String limit(int limit, String what, String none) {
        return limit == 0 ? none : limit + " " + what;
    }

    private static String shown(Path path) {
        return LogText.line(path.toAbsolutePath().toString());
    }
}

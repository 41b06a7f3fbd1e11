package proxystore.relay.standalone.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** {@code relay health}: asks the relay of this machine and configuration whether it is ready. */
@Command(
        name = "health",
        description = {
            "Asks the running relay whether it is ready.",
            "The relay is the one that runs on this machine with this configuration.",
            "Prints \"ready\" and exits with 0, or prints the reason and exits with 1."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 5_000;

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, StartFailure {
        URI page = page(SettingOptions.given(spec.commandLine().getParseResult())
                .load()
                .config()
                .listen());
        int status;
        try {
            status = status(page);
        } catch (IOException e) {
            throw StartFailure.cannotRun(page.toString(), e);
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw new StartFailure(StartFailure.CANNOT_RUN, page + ": not ready: HTTP status " + status);
        }
        spec.commandLine().getOut().println("ready");
        return 0;
    }

    /** The relay's page about readiness. If it listens on every interface, the page is asked for on loopback. */
    private static URI page(ListenConfig listen) throws StartFailure {
        if (listen.port() == 0) {
            throw new StartFailure(
                    StartFailure.BAD_CONFIGURATION, "port: must not be 0: the port of the running relay is not known");
        }
        try {
            InetAddress host = InetAddress.getByName(listen.host());
            String reachable =
                    host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress().getHostAddress() : listen.host();
            return URI.create((listen.certfile().isPresent() ? "https://" : "http://")
                    + HandshakeContext.address(reachable, listen.port()) + "/readyz");
        } catch (UnknownHostException e) {
            throw new StartFailure(StartFailure.CANNOT_RUN, "host " + listen.host() + ": unknown host");
        }
    }

    private static int status(URI page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection tls) {
            // The certificate is for the relay's public name, and its validity is not the question.
            tls.setSSLSocketFactory(TrustedCertificates.all().getSocketFactory());
            tls.setHostnameVerifier((name, session) -> true);
        }
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}

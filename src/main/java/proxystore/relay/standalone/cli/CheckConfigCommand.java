package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.standalone.server.RunningRelay;
import proxystore.relay.standalone.tls.CertificateWatch;

/** {@code relay check-config}: prints the configuration that a relay would start with in this environment. */
@Command(
        name = "check-config",
        description = "Checks the configuration and prints it with the origin of each value, secrets masked.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class CheckConfigCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadedConfig loaded =
                SettingOptions.given(spec.commandLine().getParseResult()).load();
        CertificateWatch.open(
                        loaded.config().listen(), loaded.config().standalone().tls())
                .ifPresent(CertificateWatch::close);
        RunningRelay.authenticator(loaded.config().auth()).close();
        loaded.warnings().forEach(warning -> spec.commandLine().getErr().println("relay: warning: " + warning));
        RequestedOutput.print(loaded.effective(), spec);
        return 0;
    }
}

package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.standalone.server.StartCheck;

/** {@code relay check-config}: prints the configuration that a relay would start with in this environment. */
@Command(
        name = "check-config",
        description = {
            "Checks the configuration and every file that it names.",
            "Prints it with the origin of each value, secrets masked. The last line is \"# OK\" for a configuration that a relay starts with. Warnings are on standard error."
        },
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
        StartCheck check = StartCheck.of(loaded);
        check.warnings().forEach(warning -> spec.commandLine().getErr().println("relay: warning: " + warning));
        RequestedOutput.print(loaded.effective() + "\n" + summary(check), spec);
        return 0;
    }

    /** Comments, so that the whole output is a {@code relay.toml}. */
    private static String summary(StartCheck check) {
        int warnings = check.warnings().size();
        return check.certificate().map(text -> "# " + text + "\n").orElse("")
                + (warnings == 0 ? "# OK\n" : "# OK, warnings: " + warnings + "\n");
    }
}

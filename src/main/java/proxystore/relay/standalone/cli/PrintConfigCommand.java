package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.config.SettingsDocument;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay print-config}: prints a commented {@code relay.toml} to start from. */
@Command(
        name = "print-config",
        description = "Prints a commented relay.toml with all defaults.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class PrintConfigCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws StartFailure {
        RequestedOutput.print(SettingsDocument.toml(), spec);
        return 0;
    }
}

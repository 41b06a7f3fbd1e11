package proxystore.relay.standalone.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.standalone.server.RunningRelay;

/** {@code relay}: runs a relay until SIGINT or SIGTERM. */
@Command(
        name = "relay",
        description = "Runs a relay server, through which ProxyStore endpoints connect to each other.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = "%nSIGINT (ctrl-C) and SIGTERM stop it; a second one ends it at once.",
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {
    private final PrintStream out;

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** A command that prints the relay's address and log to {@code out}. */
    ServeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        RunningRelay.run(
                SettingOptions.given(spec.commandLine().getParseResult()).load(), out);
        return 0;
    }
}

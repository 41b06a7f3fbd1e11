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
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The relay was stopped.",
            "1:The machine refused something: a port, a directory, file descriptors.",
            "2:A mistake in the settings.",
            "3:The running relay cannot go on; one line on standard error says why.",
            "4:The relay was stopped and had to cut connections: their clients did not answer the close in time."
        },
        commandListHeading = "%nCommands (relay COMMAND --help):%n",
        footer = "All settings and exit codes: relay help settings. Ctrl-C and SIGTERM stop it.",
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
        CommandLineSettings settings = SettingOptions.given(spec.commandLine().getParseResult());
        RunningRelay.run(settings::load, out);
        return 0;
    }
}

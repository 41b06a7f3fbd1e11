package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay print-completion}: prints a script that completes the command line. */
@Command(
        name = "print-completion",
        description = "Prints the completion script of bash and zsh.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class PrintCompletionCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws StartFailure {
        RequestedOutput.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()), spec);
        return 0;
    }
}

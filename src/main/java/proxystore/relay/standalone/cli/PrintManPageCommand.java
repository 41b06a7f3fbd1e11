package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay print-man-page}: prints the manual page of the command line. */
@Command(
        name = "print-man-page",
        description = "Prints the manual page, in the format of man(7).",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class PrintManPageCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws StartFailure {
        RequestedOutput.print(new ManPage(spec.root().commandLine()).text(), spec);
        return 0;
    }
}

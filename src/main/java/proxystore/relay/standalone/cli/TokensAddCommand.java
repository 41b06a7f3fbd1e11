package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.ConfigException;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay tokens add}: creates a token and prints it, once and never again. */
@Command(
        name = "add",
        description = {
            "Creates a token for a user, adds its hash to the file and prints the token. It is never shown again.",
            "A missing file is created, readable only by its owner. A running relay accepts the token at once."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class TokensAddCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli before {@link #call()}. */
    @Parameters(paramLabel = "USER", description = "The name of the user, without blanks.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What tells this token from others of the user, such as the name of a machine.")
    private String note = "";

    /** Set by picocli before {@link #call()}. */
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TokenFileOptions files;

    /** Removes a token that cannot be printed: the caller has not read it and cannot use it. */
    @Override
    public Integer call() throws ConfigException, StartFailure {
        String token = files.with(file -> TokenFileEditor.add(file, user, note));
        try {
            RequestedOutput.print(token + System.lineSeparator(), spec);
        } catch (StartFailure notPrinted) {
            var unused = files.with(file -> TokenFileEditor.remove(file, new BearerToken(token).sha256()));
            throw notPrinted;
        }
        return 0;
    }
}

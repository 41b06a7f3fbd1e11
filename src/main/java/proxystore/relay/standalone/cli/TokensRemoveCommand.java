package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.ConfigException;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay tokens remove}: removes the tokens of a user, or one token. */
@Command(
        name = "remove",
        description = {
            "Removes all tokens of a user, or the one with a fingerprint, and prints what it has removed.",
            "A running relay closes the connections of a removed token within 3 seconds."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class TokensRemoveCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli before {@link #call()}. */
    @Parameters(
            paramLabel = "USER|FINGERPRINT",
            description = "The name of the user, or a fingerprint as relay tokens list shows it.")
    @SuppressWarnings("NullAway.Init")
    private String which;

    /** Set by picocli before {@link #call()}. */
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TokenFileOptions files;

    @Override
    public Integer call() throws ConfigException, StartFailure {
        RequestedOutput.print(TokensListCommand.table(files.with(file -> TokenFileEditor.remove(file, which))), spec);
        return 0;
    }
}

package proxystore.relay.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay tokens}: edits the file of users and token hashes that {@code auth.method = "tokens"} reads. */
@Command(
        name = "tokens",
        description = "Adds, lists and removes the tokens of users; for a relay with auth.method = \"tokens\".",
        subcommands = {TokensAddCommand.class, TokensListCommand.class, TokensRemoveCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class TokensCommand implements Callable<Integer> {
    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        String names = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "tokens needs a command: " + names);
    }
}

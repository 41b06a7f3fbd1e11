package proxystore.relay.standalone.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.auth.tokenfile.TokenFileException;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay tokens}: edits the file of users and token hashes that {@code auth.method = "tokens"} reads. */
@Command(
        name = "tokens",
        description = "Manages the tokens of users, for a relay with auth.method = \"tokens\".",
        subcommands = TokensCommand.Add.class,
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
        throw new ParameterException(spec.commandLine(), "tokens needs a command: add");
    }

    /** {@code relay tokens add}: creates a token and prints it, once and never again. */
    @Command(
            name = "add",
            description = {
                "Creates a token for a user, adds its hash to the file and prints the token. It is never shown again.",
                "A running relay accepts it at once. To revoke a token, delete its line."
            },
            mixinStandardHelpOptions = true,
            versionProvider = ProgramVersion.class,
            usageHelpAutoWidth = true)
    static final class Add implements Callable<Integer> {
        /** Set by picocli before {@link #call()}. */
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        /** Set by picocli before {@link #call()}. */
        @Parameters(paramLabel = "USER", description = "The name of the user, without blanks.")
        @SuppressWarnings("NullAway.Init")
        private String user;

        /** Set by picocli before {@link #call()}. */
        @Option(
                names = "--file",
                required = true,
                paramLabel = "PATH",
                description =
                        "The tokens file (auth.kwargs.tokens_file); created if missing, readable only by its owner.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        public Integer call() throws StartFailure {
            try {
                spec.commandLine().getOut().println(TokenFileEditor.add(file, user));
                return 0;
            } catch (TokenFileException e) {
                throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
            }
        }
    }
}

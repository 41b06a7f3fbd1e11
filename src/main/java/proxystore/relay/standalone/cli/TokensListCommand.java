package proxystore.relay.standalone.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import proxystore.relay.auth.tokenfile.StoredToken;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.ConfigException;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.process.StartFailure;

/** {@code relay tokens list}: prints the tokens of a file, without secrets. */
@Command(
        name = "list",
        description =
                "Prints fingerprint, date, user and note of each token of the file. The fingerprint is the start of its hash.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true)
final class TokensListCommand implements Callable<Integer> {
    private static final String UNKNOWN = "-";

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli before {@link #call()}. */
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TokenFileOptions files;

    @Override
    public Integer call() throws ConfigException, StartFailure {
        RequestedOutput.print(table(files.with(TokenFileEditor::list)), spec);
        return 0;
    }

    /** A line for each token, under the names of the columns. */
    static String table(List<StoredToken> tokens) {
        int width =
                tokens.stream().mapToInt(token -> token.user().length()).max().orElse(0);
        StringBuilder table = new StringBuilder(row("FINGERPRINT", "ADDED", "USER", "NOTE", width));
        for (StoredToken token : tokens) {
            table.append(row(
                    token.fingerprint(),
                    token.added().map(Object::toString).orElse(UNKNOWN),
                    token.user(),
                    LogText.of(token.note()),
                    width));
        }
        return table.toString();
    }

    private static String row(String fingerprint, String added, String user, String note, int width) {
        return String.format("%-11s  %-10s  %-" + Math.max(width, 4) + "s  %s", fingerprint, added, user, note)
                        .stripTrailing()
                + System.lineSeparator();
    }
}

package proxystore.relay.web;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import proxystore.relay.auth.tokenfile.TokenFile;
import proxystore.relay.auth.tokenfile.TokenFileException;
import proxystore.relay.config.AdminConfig;
import proxystore.relay.config.schema.InvalidSettingException;

/** Opens the file of administrators' tokens. */
public final class AdminTokens {
    private AdminTokens() {}

    /**
     * The file; empty if administrators have no tokens.
     *
     * @throws InvalidSettingException if the file is not in order
     */
    public static Optional<TokenFile> open(AdminConfig config) {
        return config.tokensFile().map(AdminTokens::open);
    }

    private static TokenFile open(Path file) {
        try {
            return TokenFile.open(file, Clock.systemUTC(), System::nanoTime);
        } catch (TokenFileException e) {
            throw new InvalidSettingException("admin.tokens_file", String.valueOf(e.getMessage()));
        }
    }
}

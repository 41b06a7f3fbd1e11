package proxystore.relay.standalone.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import proxystore.relay.auth.tokenfile.TokenFileException;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.standalone.process.StartFailure;

/** The options of {@code relay tokens} that say which file it edits. */
final class TokenFileOptions {
    /** Does something with a file of tokens. */
    interface Task<T> {
        T with(Path file) throws TokenFileException;
    }

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description =
                    "The file of tokens; without it, that of auth.kwargs.tokens_file in the configuration or the environment.")
    private @Nullable Path file;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "PATH",
            description = "Configuration file, relay.toml, that names the file of tokens.")
    private @Nullable String config;

    /**
     * Does something with the file.
     *
     * @throws StartFailure if no file is named, or it cannot be used
     */
    <T> T with(Task<T> task) throws ConfigException, StartFailure {
        try {
            return task.with(file());
        } catch (TokenFileException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    /** The file that the options, the configuration or the environment name. */
    Path file() throws ConfigException, StartFailure {
        if (file != null) {
            return file;
        }
        Map<String, String> environment = System.getenv();
        Optional<Path> configFile = ConfigLoader.file(Optional.ofNullable(config), environment, Map.of());
        return ConfigLoader.tokensFile(configFile, environment)
                .orElseThrow(() -> new StartFailure(
                        StartFailure.BAD_CONFIGURATION,
                        "which file of tokens? Give --file, or -c with a relay.toml that has auth.kwargs.tokens_file"));
    }
}

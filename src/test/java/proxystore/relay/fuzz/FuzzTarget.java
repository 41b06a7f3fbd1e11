package proxystore.relay.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.auth.tokenfile.TokenFileFuzz;
import proxystore.relay.config.TomlFuzz;
import proxystore.relay.endpoint.ForwardedFuzz;
import proxystore.relay.endpoint.HandshakeFuzz;
import proxystore.relay.message.MessageFuzz;
import proxystore.relay.standalone.frames.FrameFuzz;
import proxystore.relay.standalone.server.RequestFuzz;

/** The fuzz targets. Their corpus is {@code src/test/resources/fuzz}: seeds with a name, and what a fuzzer has found. */
public enum FuzzTarget {
    MESSAGE(MessageFuzz.class, 4_000),
    FRAME(FrameFuzz.class, 2_000),
    REQUEST(RequestFuzz.class, 1_000),
    HANDSHAKE(HandshakeFuzz.class, 10_000),
    FORWARDED(ForwardedFuzz.class, 15_000),
    TOML(TomlFuzz.class, 600),
    TOKEN_FILE(TokenFileFuzz.class, 5_000);

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    private final Class<?> type;

    /** Inputs of a bounded run, which together take about two seconds of CPU time. */
    private final int runs;

    FuzzTarget(Class<?> type, int runs) {
        this.type = type;
        this.runs = runs;
    }

    Class<?> type() {
        return type;
    }

    int runs() {
        return runs;
    }

    /** The directory with one file for each input. */
    Path corpus() {
        return CORPUS.resolve(type.getSimpleName());
    }

    /** Words that inputs are made of, in libFuzzer's format. */
    Path dictionary() {
        return CORPUS.resolve(type.getSimpleName() + ".dict");
    }

    /** The inputs of the corpus, ordered by name. */
    List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }

    /** Calls the target with each input, between the methods that the fuzzer calls before and after. */
    void run(List<Path> inputs) throws IOException {
        call("fuzzerInitialize");
        try {
            for (Path input : inputs) {
                byte[] bytes = Files.readAllBytes(input);
                try {
                    call("fuzzerTestOneInput", (Object) bytes);
                } catch (AssertionError e) {
                    throw new AssertionError("The input " + input + " breaks a claim: " + e.getMessage(), e);
                }
            }
        } finally {
            call("fuzzerTearDown");
        }
    }

    private void call(String name, Object... arguments) {
        Optional<Method> method = Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst();
        if (method.isEmpty()) {
            return;
        }
        try {
            method.get().invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** A file of this process, in a directory of its own; deleted when the process ends. */
    public static Path temporaryFile(String name) {
        try {
            Path directory = Files.createTempDirectory("fuzz");
            Path file = directory.resolve(name);
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package proxystore.relay.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the build has put what the scenarios run, and where they put what they leave. */
final class Artifacts {
    /** For JVMs that run for some seconds: without the optimising compiler they need half the CPU time. */
    static final String SHORT_LIVED_JVM = "-XX:TieredStopAtLevel=1";

    /**
     * For servers: the options with which {@code relay.sh} starts the relay. The optimising compiler compiles only what runs very
     * often, such as ciphers, and the collector has no threads. In a test a server needs three quarters of the CPU time.
     */
    static final List<String> SERVER_JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=100000",
            "-XX:Tier4MinInvocationThreshold=12000",
            "-XX:Tier4CompileThreshold=300000",
            "-XX:Tier4BackEdgeThreshold=800000");

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Artifacts() {}

    static Path jar() {
        return existing("relay.jar", TARGET.resolve("relay-standalone.jar"));
    }

    static Path war() {
        return existing("relay.war", TARGET.resolve("relay.war"));
    }

    /** An unpacked servlet container. */
    static Path distribution(String name) {
        return existing("relay.distributions", TARGET.resolve("distributions")).resolve(name);
    }

    /** The logs of the servers that tests start; kept until the next run. */
    static Path logs() {
        return directory(TARGET.resolve("scenario-logs"));
    }

    /** The pictures of pages that tests take; the next run replaces them. */
    static Path screenshots() {
        return directory(TARGET.resolve("screenshots"));
    }

    /** An empty directory for one server's files. */
    static Path emptyDirectory(String name) {
        Path directory = TARGET.resolve("scenarios").resolve(name);
        try {
            if (Files.exists(directory)) {
                List<Path> contents;
                try (Stream<Path> walk = Files.walk(directory)) {
                    contents = walk.sorted(Comparator.reverseOrder()).toList();
                }
                for (Path path : contents) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory(directory);
    }

    /** Copies a directory with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> contents;
        try (Stream<Path> walk = Files.walk(from)) {
            contents = walk.toList();
        }
        for (Path path : contents) {
            Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    static Path javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path existing(String property, Path otherwise) {
        Path path = Path.of(System.getProperty(property, otherwise.toString())).toAbsolutePath();
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing: `mvn verify` makes it before it runs this test");
        }
        return path;
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

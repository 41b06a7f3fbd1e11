package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import proxystore.relay.ClassHistogram;

/** What a server's JVM reports about itself, asked by {@code jcmd}. */
record JvmProbe(long pid) {
    JvmProbe(RelayProcess server) {
        this(server.server().pid());
    }

    /** The objects in use, after a full collection. */
    ClassHistogram histogram() throws IOException {
        return new ClassHistogram(ask("GC.class_histogram"));
    }

    /** Lines about the relay's threads. */
    List<String> relayThreads() throws IOException {
        return ask("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\"relay-"))
                .toList();
    }

    /** The number of all threads. */
    long threads() throws IOException {
        return status("Threads");
    }

    /** The memory that the process takes, in kilobytes. */
    long residentKilobytes() throws IOException {
        return status("VmRSS");
    }

    /** The number of open files. */
    long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.count();
        }
    }

    private long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith(key + ':'))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private String ask(String question) throws IOException {
        return Command.run(
                "jcmd-" + question,
                new ProcessBuilder(
                        Artifacts.javaExecutable().resolveSibling("jcmd").toString(), String.valueOf(pid), question));
    }
}

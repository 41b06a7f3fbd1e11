package proxystore.relay.scenario;

import java.io.IOException;
import java.util.List;
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

    private String ask(String question) throws IOException {
        return Command.run(
                "jcmd-" + question,
                new ProcessBuilder(
                        Artifacts.javaExecutable().resolveSibling("jcmd").toString(), String.valueOf(pid), question));
    }
}

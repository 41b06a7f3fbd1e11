package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's JVM says about itself, asked by {@code jcmd}. */
record JvmProbe(long pid) {
    /** The histogram's last line: instances, bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    JvmProbe(RelayProcess server) {
        this(server.server().pid());
    }

    /** Bytes of all objects in use, counted after a full collection. */
    long heapBytes() throws IOException {
        Matcher total = TOTAL.matcher(histogram());
        assertThat(total.find()).as("a total").isTrue();
        return Long.parseLong(total.group(1));
    }

    /** Lines about the relay's objects in use, after a full collection. */
    List<String> relayObjects() throws IOException {
        return histogram()
                .lines()
                .filter(line -> line.contains("proxystore.relay"))
                .toList();
    }

    /** How many objects of exactly this class are in use, after a full collection. */
    long instances(Class<?> type) throws IOException {
        return histogram()
                .lines()
                .map(line -> line.trim().split(" +"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /** Lines about the relay's threads. */
    List<String> relayThreads() throws IOException {
        return ask("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\"relay-"))
                .toList();
    }

    private String histogram() throws IOException {
        return ask("GC.class_histogram");
    }

    private String ask(String question) throws IOException {
        return Command.run(
                "jcmd-" + question,
                new ProcessBuilder(
                        Artifacts.javaExecutable().resolveSibling("jcmd").toString(), String.valueOf(pid), question));
    }
}

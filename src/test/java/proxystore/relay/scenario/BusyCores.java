package proxystore.relay.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A busy process for each of the machine's cores, until closed; a minute at the longest, whatever becomes of this JVM. */
final class BusyCores implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final List<Process> processes = new ArrayList<>();

    BusyCores() {
        ProcessBuilder command =
                new ProcessBuilder("timeout", String.valueOf(LIMIT_SECONDS), "sh", "-c", "while :; do :; done");
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                processes.add(command.start());
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** {@code timeout} hands the signal on. */
    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}

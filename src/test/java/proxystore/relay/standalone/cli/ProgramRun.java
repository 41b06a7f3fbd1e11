package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs command lines in this process and keeps what they print. */
final class ProgramRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs a command line and returns its exit code. */
    int execute(String... arguments) throws Exception {
        return execute(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    /** Runs a command line that prints to another stream. */
    int execute(String[] arguments, PrintStream other) throws Exception {
        return Program.execute(arguments, other, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** What was printed on standard output, since the last {@link #forgetPrinted} if there was one. */
    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What was printed on standard error. */
    String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The one line about a mistake. Asserts that nothing else was printed. */
    String mistake() {
        assertThat(complaint()).startsWith("relay: ").hasLineCount(1);
        assertThat(printed()).isEmpty();
        return complaint();
    }

    void forgetPrinted() {
        out.reset();
    }
}

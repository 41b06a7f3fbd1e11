package proxystore.relay.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessEndTest {
    /** States in which a process may have to end. */
    enum ProcessState {
        WITH_MEMORY,
        WITHOUT_MEMORY,
        /** An Error has ended a thread that no one watches. */
        WITHOUT_A_THREAD,
        /** Standard error is a pipe that is full and that no process reads. */
        WITH_FULL_STANDARD_ERROR
    }

    @ParameterizedTest
    @EnumSource
    void theProcessEndsWithItsOwnExitCode(ProcessState state) throws Exception {
        Process process = start(state);
        String printed;
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            printed = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(printed).isEqualTo(3);
        if (state != ProcessState.WITH_FULL_STANDARD_ERROR) {
            assertThat(printed)
                    .startsWith("relay: cannot continue")
                    .endsWith("\n")
                    .hasLineCount(1);
        }
        if (state == ProcessState.WITHOUT_A_THREAD) {
            assertThat(printed).endsWith(": a thread has ended: java.lang.StackOverflowError\n");
        }
        if (state == ProcessState.WITHOUT_MEMORY) {
            assertThat(printed).isEqualTo("relay: cannot continue, the process ends: out of memory\n");
        }
        if (state == ProcessState.WITH_MEMORY) {
            assertThat(printed).endsWith(": a reason: java.lang.OutOfMemoryError: in two lines\n");
        }
    }

    @Test
    void aLineIsMadeOfAnErrorWithoutAMessage() {
        assertThat(new String(ProcessEnd.line("a reason", new StackOverflowError()), StandardCharsets.UTF_8))
                .isEqualTo("relay: cannot continue, the process ends: a reason: java.lang.StackOverflowError\n");
    }

    private static Process start(ProcessState state) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-cp",
                        location(ProcessEnd.class) + File.pathSeparator + location(EndingProgram.class),
                        EndingProgram.class.getName(),
                        state.name())
                .start();
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Ends as the relay does. */
    static final class EndingProgram {
        private static final int PIPE_BYTES = 1 << 20;

        private EndingProgram() {}

        /** Gets into the state and ends. */
        public static void main(String[] args) throws InterruptedException {
            ProcessEnd end = ProcessEnd.prepared();
            String reason = "a reason";
            switch (ProcessState.valueOf(args[0])) {
                case WITH_MEMORY -> {}
                case WITHOUT_MEMORY -> fillMemory(end, reason);
                case WITHOUT_A_THREAD -> loseThread(end);
                case WITH_FULL_STANDARD_ERROR -> fillStandardError();
            }
            end.cannotContinue(reason, new OutOfMemoryError("in two\nlines"));
        }

        /** Ends the process itself, so that the memory stays referenced until then. */
        private static void fillMemory(ProcessEnd end, String reason) {
            Object[] held = null;
            int size = 1 << 20;
            while (true) {
                try {
                    held = new Object[] {held, new byte[size]};
                } catch (OutOfMemoryError e) {
                    if (size == 0) {
                        end.cannotContinue(reason, e);
                    }
                    size /= 2;
                }
            }
        }

        /** Ends the process itself. */
        private static void loseThread(ProcessEnd end) throws InterruptedException {
            end.watchThreads();
            Thread lost = new Thread(() -> {
                throw new StackOverflowError();
            });
            lost.start();
            lost.join();
            throw new IllegalStateException("the process did not end");
        }

        private static void fillStandardError() {
            Thread writer = new Thread(() -> System.err.print("x".repeat(PIPE_BYTES)));
            writer.setDaemon(true);
            writer.start();
            while (writer.getState() != Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
        }
    }
}

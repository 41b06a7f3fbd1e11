package proxystore.relay.standalone.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import proxystore.relay.log.FailureLog;

/**
 * Ends the process with one line on standard error, so that a supervisor starts a new one. It allocates what it needs in
 * advance, because memory and threads may be exhausted when it is called.
 */
public final class ProcessEnd implements LastResort {
    private static final Logger LOGGER = System.getLogger(ProcessEnd.class.getName());

    /** Exit code of a relay that ran and cannot continue. */
    static final int EXIT_CODE = 3;

    /** The longest time for writing the line: standard error may be a full pipe. */
    private static final long LINE_TIMEOUT_MS = 1000;

    private static final byte[] NO_MEMORY =
            "relay: cannot continue, the process ends: out of memory\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_STACK =
            "relay: cannot continue, the process ends: stack overflow\n".getBytes(StandardCharsets.US_ASCII);

    private final Runtime runtime = Runtime.getRuntime();
    private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
    /** The line to write; null before, set once by the first thread that calls. */
    private final AtomicReference<byte[]> line = new AtomicReference<>();

    private final Thread writer = new Thread(this::write, "process-end");

    private ProcessEnd() {
        writer.setDaemon(true);
    }

    /** Starts the thread that will write the line, and uses all that it needs once: the first use of a class needs memory. */
    public static ProcessEnd prepared() {
        ProcessEnd end = new ProcessEnd();
        end.writer.start();
        LockSupport.unpark(end.writer);
        end.line.compareAndSet(null, null);
        byte[] unused = line("", new OutOfMemoryError());
        Thread hook = new Thread("unused"); // makes the JDK load the classes that halt the JVM
        end.runtime.addShutdownHook(hook);
        end.runtime.removeShutdownHook(hook);
        return end;
    }

    /** Makes an Error that ends any thread without its own handler end the process: that thread's work would stop. */
    public void watchThreads() {
        String reason = "a thread has ended";
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof Error) {
                cannotContinue(reason, failure);
            }
            FailureLog.error(LOGGER, thread, " has ended", failure);
        });
    }

    @Override
    public void cannotContinue(String reason, Throwable error) {
        try {
            print(line(reason, error));
        } finally {
            runtime.halt(EXIT_CODE);
        }
    }

    /** Ends the process with a line of this text and without its shutdown hooks. */
    public void atOnce(String text, int exitCode) {
        try {
            print(("relay: " + text + "\n").getBytes(StandardCharsets.UTF_8));
        } finally {
            runtime.halt(exitCode);
        }
    }

    private void print(byte[] text) {
        try {
            line.compareAndSet(null, text);
            LockSupport.unpark(writer);
            writer.join(LINE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the line that names the Error, or returns a shorter one that needs no memory. */
    static byte[] line(String reason, Throwable error) {
        try {
            String text = "relay: cannot continue, the process ends: " + reason + ": " + error;
            return (text.replace('\n', ' ').replace('\r', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (OutOfMemoryError e) {
            return NO_MEMORY;
        } catch (StackOverflowError e) {
            return NO_STACK;
        }
    }

    private void write() {
        byte[] text = line.get();
        while (text == null) {
            LockSupport.park(this);
            text = line.get();
        }
        try {
            standardError.write(text);
        } catch (IOException e) {
            // Only the exit code reports the end.
        }
    }
}

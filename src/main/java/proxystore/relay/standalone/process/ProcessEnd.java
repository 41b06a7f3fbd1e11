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
 * Ends the process with one line on standard error, so that a supervisor starts a new one. What this needs exists before:
 * there may be no memory and no thread when it is used.
 */
public final class ProcessEnd implements LastResort {
    private static final Logger LOGGER = System.getLogger(ProcessEnd.class.getName());

    /** Exit code of a relay that worked and cannot go on. */
    static final int EXIT_CODE = 3;

    /** How long the line may take: standard error may be a pipe that is full. */
    private static final long LINE_TIMEOUT_MS = 1000;

    private static final byte[] NO_MEMORY =
            "relay: cannot go on, the process ends: out of memory\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_STACK =
            "relay: cannot go on, the process ends: stack overflow\n".getBytes(StandardCharsets.US_ASCII);

    private final Runtime runtime = Runtime.getRuntime();
    private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
    /** Set once, by the first thread that ends the process; null before. */
    private final AtomicReference<byte[]> line = new AtomicReference<>();

    private final Thread writer = new Thread(this::write, "process-end");

    private ProcessEnd() {
        writer.setDaemon(true);
    }

    /** Starts the thread that will write the line, and uses what is needed then: the first use of a class takes memory. */
    public static ProcessEnd prepared() {
        ProcessEnd end = new ProcessEnd();
        end.writer.start();
        LockSupport.unpark(end.writer);
        end.line.compareAndSet(null, null);
        byte[] unused = line("", new OutOfMemoryError());
        Thread hook = new Thread("unused"); // a hook has the JDK load what halts the JVM
        end.runtime.addShutdownHook(hook);
        end.runtime.removeShutdownHook(hook);
        return end;
    }

    /** From now on an Error that ends any thread without a handler of its own ends the process: its duty would be left. */
    public void watchThreads() {
        String duty = "a thread has ended";
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof Error) {
                cannotGoOn(duty, failure);
            }
            FailureLog.error(LOGGER, thread, " has ended", failure);
        });
    }

    @Override
    public void cannotGoOn(String duty, Throwable error) {
        try {
            print(line(duty, error));
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

    /** One line that names the Error, or a shorter one that needs no memory. */
    static byte[] line(String duty, Throwable error) {
        try {
            String text = "relay: cannot go on, the process ends: " + duty + ": " + error;
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
            // No standard error: the exit code remains.
        }
    }
}

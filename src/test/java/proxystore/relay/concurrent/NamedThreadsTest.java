package proxystore.relay.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedThreadsTest {
    private final NamedThreads threads = new NamedThreads("test-");

    @Test
    void namesAreNumbered() {
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("test-1");
        assertThat(threads.newThread(() -> {}).getName()).isEqualTo("test-2");
    }

    /** The pool replaces the thread. */
    @Test
    void errorThatEndsAThreadIsLogged() throws InterruptedException {
        List<Throwable> wholeProcess = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> wholeProcess.add(failure));
        try {
            Thread thread = threads.newThread(() -> {
                throw new StackOverflowError("expected in the log");
            });
            thread.start();
            thread.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(wholeProcess).isEmpty();
    }
}

package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.LogFormat;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.process.LastResort;

class QueuedAppenderTest {
    private static final int CAPACITY = 16;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = withDiagnosticContext(context).getLogger("test");
    private final StalledOutput output = new StalledOutput();
    private final AtomicReference<Error> whenWriting = new AtomicReference<>();
    private final List<String> unusable = new CopyOnWriteArrayList<>();
    private final LastResort lastResort = (reason, error) -> unusable.add(reason + ": " + error.getMessage());

    @AfterEach
    void nothingIsLeft() {
        output.release();
        context.stop();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-log")));
        assertThat(output.isClosed()).isTrue();
    }

    @Test
    void eventsAreWrittenInTheirOrder() {
        start(RelayConfig.defaults().standalone().maxLogEntries());
        output.release();
        for (int i = 0; i < 2000; i++) {
            logger.info("event {}", i);
        }
        await().until(() -> output.messages().size() == 2000);
        for (int i = 0; i < 2000; i++) {
            assertThat(output.messages().get(i)).isEqualTo("event " + i);
        }
    }

    @Test
    void stopWritesTheQueuedEvents() {
        start(RelayConfig.defaults().standalone().maxLogEntries());
        output.release();
        for (int i = 0; i < 500; i++) {
            logger.info("event {}", i);
        }
        context.stop();

        assertThat(output.messages()).hasSize(500).last().isEqualTo("event 499");
        assertThat(output.isClosed()).isTrue();
    }

    @Test
    void nothingIsDroppedBelowTheBound() {
        start(CAPACITY);
        stallWriter();
        for (int i = 0; i < CAPACITY; i++) {
            logger.info("event {}", i);
        }
        output.release();
        context.stop();

        assertThat(output.messages())
                .hasSize(CAPACITY + 1)
                .noneMatch(message -> message.contains("dropped"))
                .last()
                .isEqualTo("event 15");
    }

    @Test
    void eventsAboveTheBoundAreDroppedAndCountedInOneWarning() {
        QueuedAppender appender = start(CAPACITY);
        stallWriter();
        for (int i = 0; i < CAPACITY + 7; i++) {
            logger.info("event {}", i);
        }
        output.release();
        await().until(() -> output.messages().size() == CAPACITY + 2);

        assertThat(appender.lost()).isEqualTo(7);
        assertThat(output.text()).contains("] WARNING (relay.log) :: ");
        assertThat(output.messages().get(CAPACITY)).isEqualTo("event 15");
        assertThat(output.messages().get(CAPACITY + 1))
                .isEqualTo("7 log entries were dropped: more than 16 were waiting to be written");
        logger.info("later");
        context.stop();
        assertThat(output.messages()).hasSize(CAPACITY + 3).last().isEqualTo("later");
    }

    @Test
    void stopReturnsAfterItsTimeoutEvenIfTheOutputIsStalled() {
        start(CAPACITY, Duration.ofMillis(50));
        stallWriter();
        logger.info("never written in time");

        context.stop();

        assertThat(output.messages()).isEmpty();
    }

    @Test
    void argumentsAreFormattedOnTheLoggingThread() {
        start(CAPACITY);
        stallWriter();
        List<String> changing = new ArrayList<>(List.of("before"));
        logger.info("saw {}", changing);
        changing.set(0, "after");
        output.release();
        context.stop();

        assertThat(output.messages()).contains("saw [before]");
    }

    @Test
    void anErrorWhileWritingDropsOneEventAndIsReported() {
        start(CAPACITY);
        output.release();
        logger.info("before");
        await().until(() -> output.messages().size() == 1);
        whenWriting.set(new OutOfMemoryError("no heap"));
        logger.info("too much");
        logger.info("after");
        await().until(() -> output.messages().size() == 3);

        assertThat(output.messages())
                .containsExactly(
                        "before",
                        "after",
                        "1 log entries were dropped: writing them failed, java.lang.OutOfMemoryError: no heap");
        assertThat(unusable).isEmpty();
        logger.info("later");
        context.stop();
        assertThat(output.messages()).hasSize(4).last().isEqualTo("later");
    }

    @Test
    void aClassThatCannotBeUsedIsReportedToTheLastResort() {
        start(CAPACITY);
        output.release();
        whenWriting.set(new NoClassDefFoundError("Could not initialize class"));
        logger.info("too much");
        context.stop();

        assertThat(unusable).containsExactly("the log cannot be written: Could not initialize class");
    }

    /** Returns with an empty queue and the writer blocked in the write of "first". */
    private void stallWriter() {
        logger.info("first");
        await().until(() -> output.isEntered());
    }

    private QueuedAppender start(int capacity) {
        return start(capacity, Duration.ofSeconds(30));
    }

    private QueuedAppender start(int capacity, Duration stopTimeout) {
        OutputStreamAppender<ILoggingEvent> sink = new OutputStreamAppender<>();
        sink.setContext(context);
        sink.setEncoder(new LogLine(TimeZone.getTimeZone("UTC"), LogFormat.TEXT));
        sink.setOutputStream(new FilterOutputStream(output) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Error error = whenWriting.getAndSet(null);
                if (error != null) {
                    throw error;
                }
                out.write(bytes, offset, length);
            }
        });
        sink.start();
        QueuedAppender appender =
                new QueuedAppender(context.getLogger("relay.log"), List.of(sink), capacity, stopTimeout, lastResort);
        appender.setContext(context);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        assertThat(appender.isStarted()).isTrue();
        return appender;
    }

    /** Logback's events need it. */
    private static LoggerContext withDiagnosticContext(LoggerContext context) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }
}

package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.LogFormat;

/** 2026-11-15, 2026-11-22 and 2026-11-29 are Sundays. */
class LogRolloverTest {
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    @TempDir
    private Path directory;

    private long maxBytes = 1L << 20;
    private final Locale locale = Locale.getDefault();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = withDiagnosticContext(context).getLogger("test");

    @AfterEach
    void restore() {
        context.stop();
        Locale.setDefault(locale);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-US", "fr-FR", "ar-EG"})
    void aWeekEndsOnSundayMidnightInEveryLocale(String tag) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(tag));
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-21T23:59:59.999", "saturday");
        log(log, "2026-11-22T00:00:00.000", "sunday");
        log(log, "2026-11-28T23:59:59.999", "saturday after");
        log(log, "2026-11-29T00:00:00.000", "sunday after");
        log.stop();

        assertThat(messages("server.log.2026-11-15")).containsExactly("saturday");
        assertThat(messages("server.log.2026-11-22")).containsExactly("sunday", "saturday after");
        assertThat(messages("server.log")).containsExactly("sunday after");
        assertThat(directory.toFile().list()).hasSize(3);
    }

    @Test
    void aRestartWithinTheWeekAppends() throws IOException {
        write("2026-11-16T08:00:00", "monday");
        write("2026-11-18T08:00:00", "wednesday");

        assertThat(messages("server.log")).containsExactly("monday", "wednesday");
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void aWeekThatEndedWhileNoRelayRanIsRolledOver() throws IOException {
        write("2026-11-18T08:00:00", "before");
        write("2026-12-09T08:00:00", "three weeks later");

        assertThat(messages("server.log.2026-11-15")).containsExactly("before");
        assertThat(messages("server.log")).containsExactly("three weeks later");
        assertThat(directory.toFile().list()).hasSize(2);
    }

    @Test
    void aWeekWithoutEventsHasNoFile() throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-16T08:00:00", "first");
        log(log, "2026-12-01T08:00:00", "third week");
        log(log, "2026-12-06T08:00:00", "fourth week");
        log.stop();

        assertThat(messages("server.log.2026-11-15")).containsExactly("first");
        assertThat(messages("server.log.2026-11-29")).containsExactly("third week");
        assertThat(messages("server.log")).containsExactly("fourth week");
        assertThat(directory.toFile().list()).hasSize(3);
    }

    @Test
    void aWeekWithAClockChangeEndsAtMidnight() throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-03-08T00:30:00", "clocks go forward");
        log(log, "2026-03-14T23:59:59", "last of 167 hours");
        log(log, "2026-03-15T00:00:00", "next");
        log.stop();

        assertThat(messages("server.log.2026-03-08")).containsExactly("clocks go forward", "last of 167 hours");
        assertThat(messages("server.log")).containsExactly("next");
    }

    @Test
    void noFileIsOverwrittenIfTheClockWasSetBackOverTheEndOfAWeek() throws IOException {
        write("2026-11-18T08:00:00", "first");
        write("2026-11-23T08:00:00", "second");
        write("2026-11-19T08:00:00", "set back");
        write("2026-11-23T09:00:00", "third");

        assertThat(messages("server.log.2026-11-15")).containsExactly("first");
        assertThat(messages("server.log.2026-11-15.1")).containsExactly("second", "set back");
        assertThat(messages("server.log")).containsExactly("third");
    }

    @Test
    void theFileIsUsedFurtherIfItCannotBeRenamed() throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-16T08:00:00", "first");
        Files.delete(directory.resolve("server.log"));
        log(log, "2026-11-23T08:00:00", "second");
        log(log, "2026-11-24T08:00:00", "third");
        log.stop();

        assertThat(messages("server.log")).containsExactly("second", "third");
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void aFileOfTheLargestSizeEndsAndTheOldestOfTooManyAreDeleted() throws IOException {
        maxBytes = 10_000;
        Files.writeString(directory.resolve("server.log.gz"), "another program's");
        RollingFileAppender<ILoggingEvent> log = open();
        for (int i = 0; i < 1_000; i++) {
            log(log, "2026-11-16T08:00:00", "line " + i + " " + "x".repeat(100));
        }
        log.stop();

        List<String> renamed = Stream.of(
                        Objects.requireNonNull(directory.toFile().list()))
                .filter(name -> name.startsWith("server.log.2026-11-15"))
                .toList();
        assertThat(renamed).hasSize(3);
        assertThat(renamed)
                .allSatisfy(name ->
                        assertThat(directory.resolve(name).toFile().length()).isBetween(10_000L, 30_000L));
        assertThat(messages("server.log").get(messages("server.log").size() - 1))
                .startsWith("line 999 ");
        assertThat(directory.toFile().list()).hasSize(5).contains("server.log.gz");
    }

    @Test
    void aFileThatAnotherProgramHasRenamedIsNotWrittenFurther() throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-16T08:00:00", "first");
        Files.move(directory.resolve("server.log"), directory.resolve("server.log.1"));
        log(log, "2026-11-16T08:00:02", "second");
        Files.move(directory.resolve("server.log"), directory.resolve("server.log.2"));
        Files.createFile(directory.resolve("server.log")); // as logrotate's "create" does
        log(log, "2026-11-16T08:00:04", "third");
        log.stop();

        assertThat(messages("server.log.1")).containsExactly("first");
        assertThat(messages("server.log.2")).containsExactly("second");
        assertThat(messages("server.log")).containsExactly("third");
        assertThat(directory.toFile().list()).hasSize(3);
    }

    @Test
    void aDirectoryThatAnotherProgramHasDeletedIsMadeAgain() throws IOException {
        directory = Files.createDirectory(directory.resolve("log"));
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-16T08:00:00", "first");
        Files.delete(directory.resolve("server.log"));
        Files.delete(directory);
        log(log, "2026-11-16T08:00:02", "second");
        log.stop();

        assertThat(messages("server.log")).containsExactly("second");
    }

    @Test
    void aFileThatAnotherProgramHasTruncatedIsWrittenFurther() throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, "2026-11-16T08:00:00", "first");
        Files.copy(directory.resolve("server.log"), directory.resolve("server.log.1"));
        try (FileChannel file = FileChannel.open(directory.resolve("server.log"), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
        log(log, "2026-11-16T08:00:02", "second");
        log.stop();

        assertThat(messages("server.log.1")).containsExactly("first");
        assertThat(messages("server.log")).containsExactly("second");
    }

    /** Simulates one run of a relay that logs one line at this time. */
    private void write(String time, String message) throws IOException {
        RollingFileAppender<ILoggingEvent> log = open();
        log(log, time, message);
        log.stop();
        Files.setLastModifiedTime(directory.resolve("server.log"), FileTime.fromMillis(millis(time)));
    }

    private RollingFileAppender<ILoggingEvent> open() {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(directory.resolve("server.log").toString());
        appender.setEncoder(new LogLine(TimeZone.getTimeZone(ZONE), LogFormat.TEXT));
        LogRollover rollover = new LogRollover(ZONE, maxBytes, 3);
        rollover.setContext(context);
        rollover.setParent(appender);
        rollover.start();
        appender.setRollingPolicy(rollover);
        appender.start();
        assertThat(appender.isStarted()).isTrue();
        return appender;
    }

    private void log(RollingFileAppender<ILoggingEvent> appender, String time, String message) {
        LoggingEvent event = new LoggingEvent(LogRolloverTest.class.getName(), logger, Level.INFO, message, null, null);
        event.setInstant(LocalDateTime.parse(time).atZone(ZONE).toInstant());
        appender.doAppend(event);
    }

    private static long millis(String time) {
        return LocalDateTime.parse(time).atZone(ZONE).toInstant().toEpochMilli();
    }

    /** Logback's events need it. */
    private static LoggerContext withDiagnosticContext(LoggerContext context) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    private List<String> messages(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file)).stream()
                .map(line -> line.substring(line.indexOf(":: ") + 3))
                .toList();
    }
}

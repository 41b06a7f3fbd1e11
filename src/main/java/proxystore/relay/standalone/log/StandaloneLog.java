package proxystore.relay.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import proxystore.relay.config.LogFormat;
import proxystore.relay.config.LogLevel;
import proxystore.relay.config.LoggingConfig;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.standalone.process.LastResort;
import proxystore.relay.standalone.process.StartFailure;

/**
 * The log of the standalone relay, from {@link #open} to {@link #close}: on standard output and, if a directory is
 * configured, in its {@code server.log}. It receives what the relay logs through {@link System.Logger} and what Tyrus and
 * Grizzly log through {@code java.util.logging}.
 */
public final class StandaloneLog implements AutoCloseable {
    private static final String FILE_NAME = "server.log";
    private static final String WEBSOCKETS = "org.glassfish";
    private static final String HTTP_CLIENT = "jdk.internal.httpclient";
    private static final String NETTY = "io.netty";

    /** Held because {@code java.util.logging} keeps only weak references: the logger's level would be lost. */
    private final java.util.logging.Logger julWebsockets = java.util.logging.Logger.getLogger(WEBSOCKETS);

    private final java.util.logging.Logger julRoot = java.util.logging.Logger.getLogger("");
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    /** Written by {@link #open}; null before. */
    private @Nullable QueuedAppender queued;
    /** Written by {@link #open}; null if there is no file. */
    private @Nullable LogRollover rollover;
    /** One for each output; written by {@link #open}. */
    private final List<LogLine> lines = new ArrayList<>(2);

    private StandaloneLog() {}

    /**
     * Opens the log for the whole process.
     *
     * @param limits the bound of the queue and the longest time of {@link #close}
     * @param console receives the lines, in addition to the file; closed with the log
     * @param lastResort is called if the log cannot be written any more
     * @throws StartFailure if the directory cannot be created or the file cannot be written
     */
    public static StandaloneLog open(
            LoggingConfig config, StandaloneConfig limits, OutputStream console, LastResort lastResort)
            throws StartFailure {
        StandaloneLog log = new StandaloneLog();
        log.context.reset();
        log.route(config, limits, log.sinks(config, console), lastResort);
        return log;
    }

    /**
     * Checks whether a log can be opened, without creating anything.
     *
     * @throws StartFailure if the path is not a directory, or the directory or its log file cannot be written
     */
    public static void check(LoggingConfig config) throws StartFailure {
        if (config.logDir().isEmpty()) {
            return;
        }
        Path directory = config.logDir().get().toAbsolutePath();
        Path file = directory.resolve(FILE_NAME);
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw StartFailure.content("logging.log_dir", config.logDir().get(), FILE_NAME + " cannot be written");
        }
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw StartFailure.content(
                    "logging.log_dir", config.logDir().get(), existing + " is not a directory that can be written");
        }
    }

    private List<OutputStreamAppender<ILoggingEvent>> sinks(LoggingConfig config, OutputStream console)
            throws StartFailure {
        TimeZone zone = TimeZone.getDefault();
        List<OutputStreamAppender<ILoggingEvent>> sinks = new ArrayList<>(2);
        if (config.logDir().isPresent()) {
            sinks.add(start(file(config, config.logDir().get(), zone), zone, config.format()));
        }
        OutputStreamAppender<ILoggingEvent> standardOutput = new OutputStreamAppender<>();
        standardOutput.setOutputStream(new BufferedOutputStream(console));
        sinks.add(start(standardOutput, zone, config.format()));
        return sinks;
    }

    private OutputStreamAppender<ILoggingEvent> start(
            OutputStreamAppender<ILoggingEvent> sink, TimeZone zone, LogFormat format) {
        sink.setContext(context);
        LogLine line = new LogLine(zone, format);
        lines.add(line);
        sink.setEncoder(line);
        // QueuedAppender flushes, once per batch.
        sink.setImmediateFlush(false);
        sink.start();
        return sink;
    }

    private RollingFileAppender<ILoggingEvent> file(LoggingConfig config, Path directory, TimeZone zone)
            throws StartFailure {
        Path file = directory.toAbsolutePath().resolve(FILE_NAME);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw StartFailure.file("cannot create log directory", directory, e);
        }
        try {
            // Logback would not report the reason of a failure.
            Files.newOutputStream(file, StandardOpenOption.APPEND, StandardOpenOption.CREATE)
                    .close();
        } catch (IOException e) {
            throw StartFailure.file("cannot write log file", file, e);
        }
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        LogRollover files = new LogRollover(zone.toZoneId(), config.maxBytes(), config.maxFiles());
        files.setContext(context);
        files.setParent(appender);
        files.start();
        appender.setRollingPolicy(files);
        rollover = files;
        return appender;
    }

    private void route(
            LoggingConfig config,
            StandaloneConfig limits,
            List<OutputStreamAppender<ILoggingEvent>> sinks,
            LastResort lastResort) {
        QueuedAppender appender = new QueuedAppender(
                context.getLogger(QueuedAppender.class),
                sinks,
                limits.maxLogEntries(),
                limits.logTimeout(),
                lastResort);
        queued = appender;
        appender.setContext(context);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        setLevels(config);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private void setLevels(LoggingConfig config) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(config.defaultLevel()));
        context.getLogger(WEBSOCKETS).setLevel(level(config.websocketsLevel()));
        // At DEBUG the JDK's HTTP client would trace its exchanges with the identity provider byte by byte.
        context.getLogger(HTTP_CLIENT).setLevel(Level.OFF);
        // Netty's DEBUG lines are about its own start, with stack traces.
        boolean lower = !root.getLevel().isGreaterOrEqual(Level.WARN);
        context.getLogger(NETTY).setLevel(lower ? Level.WARN : null);
        julRoot.setLevel(julLevel(config.defaultLevel()));
        julWebsockets.setLevel(julLevel(config.websocketsLevel()));
    }

    /** Uses other levels, another form and other bounds of the files from now on. The directory stays. */
    public void change(LoggingConfig config) {
        setLevels(config);
        lines.forEach(line -> line.use(config.format()));
        LogRollover files = rollover;
        if (files != null) {
            files.change(config.maxBytes(), config.maxFiles());
        }
    }

    /** The number of entries since the start that were dropped because the console or the disk did not keep up, or failed. */
    public long lost() {
        return queued == null ? 0 : queued.lost();
    }

    /** Writes the queued events. Later events are discarded. */
    @Override
    public void close() {
        SLF4JBridgeHandler.uninstall();
        context.reset();
    }

    /** The relay logs nothing above ERROR, so CRITICAL turns the log off, as in ProxyStore's relay. */
    private static Level level(LogLevel level) {
        return switch (level) {
            case CRITICAL -> Level.OFF;
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }

    private static java.util.logging.Level julLevel(LogLevel level) {
        return switch (level) {
            case CRITICAL -> java.util.logging.Level.OFF;
            case ERROR -> java.util.logging.Level.SEVERE;
            case WARNING -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            case DEBUG -> java.util.logging.Level.FINE;
        };
    }
}

package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.TimeZone;

/**
 * A line of ProxyStore's log with the offset of its local time:
 * {@code [2026-11-21 18:25:53.249+01:00] INFO  (logger.name) :: message}, with Python's level names. A stack trace follows on further
 * lines.
 */
final class TextForm implements EntryForm {
    private static final int LEVEL_WIDTH = 5;

    private final LogTime time;

    TextForm(TimeZone zone) {
        this.time = new LogTime(zone, ' ');
    }

    @Override
    public void append(StringBuilder line, ILoggingEvent event) {
        time.append(line.append('['), event.getTimeStamp());
        String level = EntryText.levelName(event.getLevel());
        line.append("] ").append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        line.append(" (").append(event.getLoggerName()).append(") :: ");
        EntryText.appendEscaped(line, event.getFormattedMessage());
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            EntryText.appendTrace(line, "", event.getThrowableProxy());
        }
    }
}

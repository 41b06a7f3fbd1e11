package proxystore.relay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import proxystore.relay.log.LogFields;

/** Records what a class logs at INFO and above during a test, or from another level on, in place of the log. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {
    private final Logger logger;
    private final List<Map<String, Object>> fields = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            super.append(event);
            fields.add(LogFields.current());
        }
    };

    private final Level lowest;

    public LogLines(Class<?> of) {
        this(of, Level.INFO);
    }

    /** Records from another level on. */
    public LogLines(Class<?> of, Level lowest) {
        this.logger = (Logger) LoggerFactory.getLogger(of);
        this.lowest = lowest;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        appender.start();
        logger.setLevel(lowest);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    /** All that was logged, in order. */
    public List<ILoggingEvent> events() {
        return List.copyOf(appender.list);
    }

    /** The fields of each, in order. */
    public List<Map<String, Object>> fields() {
        return List.copyOf(fields);
    }

    /** Level and text of each, in order. */
    public List<String> get() {
        return events().stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}

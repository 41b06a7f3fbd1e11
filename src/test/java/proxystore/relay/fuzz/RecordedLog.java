package proxystore.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Takes what the relay logs at INFO and above, in place of the console. */
public final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int MAX_LENGTH = 1_200;

    private final Logger logger = (Logger) LoggerFactory.getLogger("proxystore");
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    /** Records from now on. */
    public RecordedLog() {
        start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** Forgets the lines so far, each of which is one line without a stack trace; returns them. */
    public List<String> takeClear() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event = events.poll(); event != null; event = events.poll()) {
            String line = event.getFormattedMessage();
            Claims.oneLine(line, MAX_LENGTH);
            assertThat(event.getThrowableProxy()).as(line).isNull();
            lines.add(event.getLevel() + " " + line);
        }
        return lines;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}

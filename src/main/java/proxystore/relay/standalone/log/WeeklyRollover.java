package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * Starts a new log file when a week begins: Sunday, 0:00 local time, in every locale. The file of the ended week is renamed
 * to {@code server.log.2026-11-15}, after the Sunday on which that week began. ProxyStore's relay does the same with
 * Python's {@code TimedRotatingFileHandler(when='W6', atTime=time(0))}; Logback's own time patterns name weeks by number
 * and by locale.
 *
 * <p>It uses the time of the events, so each line is in the file of its week. Used only by the thread that writes the log.
 */
final class WeeklyRollover extends RollingPolicyBase implements TriggeringPolicy<ILoggingEvent> {
    private static final System.Logger LOG = System.getLogger(WeeklyRollover.class.getName());

    private final ZoneId zone;
    /** The Sunday on which the active file's week began; the epoch before the first event or file. */
    private LocalDate weekStart = LocalDate.EPOCH;
    /** The end of the active file's week, in Unix milliseconds; {@code Long.MIN_VALUE} until it is known. */
    private long weekEndMs = Long.MIN_VALUE;
    /** The time of the current event, in Unix milliseconds. */
    private long nowMs;

    WeeklyRollover(ZoneId zone) {
        this.zone = zone;
    }

    /** Assigns a file of an earlier run to the week in which it was last written. */
    @Override
    public void start() {
        File active = new File(getActiveFileName());
        if (active.exists()) {
            beginWeek(active.lastModified());
        }
        super.start();
    }

    @Override
    public String getActiveFileName() {
        return getParentsRawFileProperty();
    }

    @Override
    public boolean isTriggeringEvent(File activeFile, ILoggingEvent event) {
        nowMs = event.getTimeStamp();
        if (weekEndMs == Long.MIN_VALUE) {
            beginWeek(nowMs);
        }
        return nowMs >= weekEndMs;
    }

    /** Renames the active file. If that fails, the file is used for another week. */
    @Override
    public void rollover() throws RolloverFailure {
        Path active = Path.of(getActiveFileName());
        LocalDate ended = weekStart;
        beginWeek(nowMs);
        try {
            Files.move(active, unused(active, active.getFileName() + "." + ended));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot roll over " + active, e);
            throw new RolloverFailure("cannot roll over " + active, e);
        }
    }

    /** A name that no file has. Python would overwrite a file if the clock was set back over the end of a week. */
    private static Path unused(Path active, String name) {
        Path rolled = active.resolveSibling(name);
        for (int i = 1; Files.exists(rolled); i++) {
            rolled = active.resolveSibling(name + "." + i);
        }
        return rolled;
    }

    private void beginWeek(long timestampMs) {
        LocalDate day = Instant.ofEpochMilli(timestampMs).atZone(zone).toLocalDate();
        weekStart = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        weekEndMs = weekStart.plusWeeks(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }
}

package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a new log file when a week begins: Sunday, 0:00 local time, in every locale; and when the file has reached its largest
 * size. The file that has ended is renamed to {@code server.log.2026-11-15}, after the Sunday on which its week began, with a
 * number behind it if there is one with this name. The oldest of too many such files are deleted. ProxyStore's relay begins a
 * file each week too, with Python's {@code TimedRotatingFileHandler(when='W6', atTime=time(0))}; Logback's own time patterns
 * name weeks by number and by locale.
 *
 * <p>If another program has renamed or deleted the file, a new one is begun within a second of the next line.
 *
 * <p>It uses the time of the events, so each line is in the file of its week. Used only by the thread that writes the log.
 */
final class LogRollover extends RollingPolicyBase implements TriggeringPolicy<ILoggingEvent> {
    private static final System.Logger LOG = System.getLogger(LogRollover.class.getName());

    /** The file is inspected once for this number of events, and when this time has passed since the last inspection. */
    private static final int INSPECTION_EVENTS = 64;

    private static final long INSPECTION_MS = 1_000;

    private final ZoneId zone;
    private volatile long maxBytes;
    private volatile int maxFiles;
    /** The Sunday on which the active file's week began; the epoch before the first event or file. */
    private LocalDate weekStart = LocalDate.EPOCH;
    /** The end of the active file's week, in Unix milliseconds; {@code Long.MIN_VALUE} until it is known. */
    private long weekEndMs = Long.MIN_VALUE;
    /** The time of the current event, in Unix milliseconds. */
    private long nowMs;
    /** The events since the last inspection of the file. */
    private int events;
    /** The time of the event of the last inspection, in Unix milliseconds. */
    private long inspectedMs = Long.MIN_VALUE;
    /** Whether the last rollover failed, which is logged once. */
    private boolean complained;
    /** Identifies the file that is written; null if that is not known. */
    private @Nullable Object fileKey;

    /**
     * A rollover of one file.
     *
     * @param maxBytes size in bytes at which a new file begins; a file may be longer by {@value #INSPECTION_EVENTS} lines
     * @param maxFiles renamed files that are kept
     */
    LogRollover(ZoneId zone, long maxBytes, int maxFiles) {
        this.zone = zone;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** Sets both bounds from now on; any thread may call it. */
    void change(long maxBytes, int maxFiles) {
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
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
        return nowMs >= weekEndMs
                || (isDueForInspection() && (isReplaced(activeFile) || activeFile.length() >= maxBytes));
    }

    private boolean isDueForInspection() {
        events++;
        long passedMs = nowMs - inspectedMs; // negative after the clock was set back
        boolean due = events >= INSPECTION_EVENTS || passedMs >= INSPECTION_MS || passedMs < 0;
        if (due) {
            events = 0;
            inspectedMs = nowMs;
        }
        return due;
    }

    /** Whether another program has renamed or deleted the file that is written. */
    private boolean isReplaced(File activeFile) {
        Object key;
        try {
            key = Files.readAttributes(activeFile.toPath(), BasicFileAttributes.class)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
        boolean replaced = fileKey != null && !fileKey.equals(key);
        fileKey = key;
        return replaced;
    }

    /** Renames the active file, unless another program has. If that fails, the file is used further. */
    @Override
    public void rollover() throws RolloverFailure {
        Path active = Path.of(getActiveFileName());
        LocalDate ended = weekStart;
        boolean over = nowMs >= weekEndMs || active.toFile().length() >= maxBytes;
        beginWeek(nowMs);
        fileKey = null;
        try {
            if (over) { // otherwise what has the file's name now is another program's new file, or nothing
                Files.move(active, unused(active, active.getFileName() + "." + ended));
                deleteOldest(active);
            }
            Files.createDirectories(active.toAbsolutePath().getParent());
            Files.newOutputStream(active, StandardOpenOption.APPEND, StandardOpenOption.CREATE)
                    .close();
            fileKey = Files.readAttributes(active, BasicFileAttributes.class).fileKey();
            complained = false;
        } catch (IOException e) {
            if (!complained) { // this entry leads to the next attempt
                LOG.log(System.Logger.Level.WARNING, "cannot roll over " + active + ": " + e);
                complained = true;
            }
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

    private void deleteOldest(Path active) throws IOException {
        Pattern renamed =
                Pattern.compile(Pattern.quote(active.getFileName().toString()) + "\\.\\d{4}-\\d\\d-\\d\\d(\\.\\d+)?");
        Path directory = active.toAbsolutePath().getParent();
        List<File> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file ->
                            renamed.matcher(file.getFileName().toString()).matches())
                    .map(Path::toFile)
                    .sorted(Comparator.comparingLong(File::lastModified).thenComparing(LogRollover::number))
                    .toList();
        }
        for (File oldest : files.subList(0, Math.max(0, files.size() - maxFiles))) {
            Files.deleteIfExists(oldest.toPath());
        }
    }

    /** The number behind the date of a renamed file; 0 without one. */
    private static int number(File renamed) {
        String last = renamed.getName().substring(renamed.getName().lastIndexOf('.') + 1);
        return last.indexOf('-') >= 0 ? 0 : Integer.parseInt(last);
    }

    private void beginWeek(long timestampMs) {
        LocalDate day = Instant.ofEpochMilli(timestampMs).atZone(zone).toLocalDate();
        weekStart = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        weekEndMs = weekStart.plusWeeks(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }
}

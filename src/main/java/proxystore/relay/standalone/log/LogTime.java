package proxystore.relay.standalone.log;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/** Local times with their offset from UTC, as in {@code 2026-11-21 18:25:53.249+01:00}. Used by one thread. */
final class LogTime {
    /** Not java.time's zone, which reads the rules of all zones first: 2 % of the start. */
    private final TimeZone zone;

    private final char separator;
    /** The Unix time in seconds that the texts show. */
    private long second = Long.MIN_VALUE;

    private String secondText = "";
    private String offsetText = "";

    /**
     * Times of one zone.
     *
     * @param separator stands between date and time; {@code T} in ISO 8601
     */
    LogTime(TimeZone zone, char separator) {
        this.zone = zone;
        this.separator = separator;
    }

    /** Appends a Unix time in milliseconds. */
    void append(StringBuilder line, long timestampMs) {
        long now = Math.floorDiv(timestampMs, 1000L);
        if (now != second) {
            format(now, timestampMs);
        }
        int ms = Math.floorMod(timestampMs, 1000);
        line.append(secondText).append((char) ('0' + ms / 100));
        appendTwoDigits(line, ms % 100);
        line.append(offsetText);
    }

    private void format(long now, long timestampMs) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(zone.getOffset(timestampMs) / 1000);
        LocalDateTime time = LocalDateTime.ofEpochSecond(now, 0, offset);
        StringBuilder text = new StringBuilder(24).append(time.toLocalDate());
        appendTwoDigits(text.append(separator), time.getHour());
        appendTwoDigits(text.append(':'), time.getMinute());
        appendTwoDigits(text.append(':'), time.getSecond());
        secondText = text.append('.').toString();
        offsetText = offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId();
        second = now;
    }

    private static void appendTwoDigits(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}

package proxystore.relay.doctor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One step of an examination, done or skipped. */
public final class StepResult {
    private final String name;
    private final Finding found;
    private final long millis;

    StepResult(String name, Finding found, long millis) {
        this.name = name;
        this.found = found;
        this.millis = millis;
    }

    public String name() {
        return name;
    }

    Finding.Status status() {
        return found.status();
    }

    /** {@code ok}, {@code warning}, {@code failed}, {@code skipped} or {@code not-made}. */
    public String statusName() {
        return found.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The time that it took, in milliseconds. */
    public long millis() {
        return millis;
    }

    /** What was seen, in one line. */
    public String finding() {
        return found.text();
    }

    /** The reason of a warning or failure. */
    public Optional<Problem> problem() {
        return found.problem();
    }

    Map<String, Number> figures() {
        return found.figures();
    }
}

package proxystore.relay.doctor;

import java.util.Locale;
import java.util.stream.Collectors;

/** The report for people: one line for each step, with sentence and remedy below a warning or failure. */
public final class CheckupText {
    private static final String RESET = "\u001b[0m";
    private static final String INDENT = "      ";

    private final boolean coloured;

    /**
     * A report.
     *
     * @param coloured whether to use the colours of a terminal (ECMA-48, SGR)
     */
    public CheckupText(boolean coloured) {
        this.coloured = coloured;
    }

    /** The lines of one step, each with a line end; none for a step that an earlier failure prevented. */
    public String step(StepResult step) {
        if (step.status() == Finding.Status.NOT_MADE) {
            return "";
        }
        String mark = switch (step.status()) {
            case OK -> colour("32", "ok  ");
            case WARNING -> colour("33", "warn");
            case FAILED -> colour("31", "FAIL");
            case SKIPPED, NOT_MADE -> "-   ";
        };
        String time = step.status() == Finding.Status.SKIPPED ? "" : " (" + step.millis() + " ms)";
        String line = String.format(Locale.ROOT, "%s  %-13s %s%s%n", mark, step.name(), step.finding(), time);
        return line + step.problem().map(CheckupText::explanation).orElse("");
    }

    private static String explanation(Problem problem) {
        return String.format(
                Locale.ROOT,
                "%s%s %s%n%sRemedy: %s%n",
                INDENT,
                problem.sentence(),
                problem.consequence(),
                INDENT,
                problem.remedy());
    }

    /** The steps that were not made, if any, and the outcome. */
    public String summary(Checkup checkup) {
        String missing = checkup.steps().stream()
                .filter(step -> step.status() == Finding.Status.NOT_MADE)
                .map(StepResult::name)
                .collect(Collectors.joining(", "));
        String sgr = checkup.exitCode(false) != 0 ? "31" : checkup.exitCode(true) != 0 ? "33" : "32";
        String skipped = missing.isEmpty() ? "" : String.format(Locale.ROOT, "-     not made: %s%n", missing);
        return skipped + colour("1;" + sgr, checkup.summary()) + System.lineSeparator();
    }

    private String colour(String sgr, String text) {
        return coloured ? "\u001b[" + sgr + "m" + text + RESET : text;
    }
}

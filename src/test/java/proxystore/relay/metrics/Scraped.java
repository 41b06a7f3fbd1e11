package proxystore.relay.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text in Prometheus's format: which series it has. */
public record Scraped(String text) {
    private static final Pattern SERIES =
            Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The names of labels by the names of the series that have them. */
    public Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        SERIES.matcher(text).results().forEach(series -> {
            Set<String> names = labels.computeIfAbsent(series.group(1), name -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
            }
        });
        return labels;
    }

    /** The values of a label of the series of a name. */
    public List<String> values(String series, String label) {
        return SERIES.matcher(text)
                .results()
                .filter(result -> result.group(1).equals(series) && result.group(2) != null)
                .flatMap(result -> LABEL.matcher(result.group(2)).results())
                .filter(result -> result.group(1).equals(label))
                .map(result -> result.group(2))
                .toList();
    }

    /** The value of a series, written as in the text, with its labels. */
    public double value(String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        if (!line.find()) {
            throw new AssertionError("no " + series + " in\n" + text);
        }
        return Double.parseDouble(line.group(1));
    }
}

package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes how each scenario went with each relay, and at the end of the run leaves the table in
 * {@code target/scenario-matrix.md}.
 */
final class ScenarioMatrix implements TestWatcher {
    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, true);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        note(context, false);
    }

    private static void note(ExtensionContext context, boolean passed) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ScenarioMatrix.class))
                .computeIfAbsent(Table.class)
                .note(
                        relay(context.getRequiredTestClass()),
                        ((RelayScenarios) context.getRequiredTestInstance()).entrance(),
                        context.getRequiredTestMethod().getName(),
                        passed);
    }

    private static String relay(Class<?> suite) {
        return Optional.ofNullable(suite.getAnnotation(DisplayName.class))
                .map(DisplayName::value)
                .orElse(suite.getSimpleName());
    }

    /** One run's table; JUnit closes it when the run ends. */
    static final class Table implements AutoCloseable {
        private static final AtomicBoolean WRITTEN = new AtomicBoolean();
        /** By scenario, by relay, by entrance: how many of its invocations passed and failed. */
        private final Map<String, Map<String, Map<String, int[]>>> cells = new TreeMap<>();

        private final Set<String> relays = new TreeSet<>();

        synchronized void note(String relay, String entrance, String scenario, boolean passed) {
            relays.add(relay);
            cells.computeIfAbsent(scenario, s -> new TreeMap<>())
                    .computeIfAbsent(relay, r -> new TreeMap<>())
                    .computeIfAbsent(entrance, e -> new int[2])[passed ? 0 : 1]++;
        }

        @Override
        public synchronized void close() throws IOException {
            String table = markdown();
            boolean first = !WRITTEN.getAndSet(true); // a repetition of what failed is a run of its own
            Files.writeString(
                    Path.of("target", "scenario-matrix.md"),
                    first ? table : "\nRepeated:\n\n" + table,
                    StandardOpenOption.CREATE,
                    first ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        }

        private String markdown() {
            StringBuilder text = new StringBuilder("| scenario |");
            relays.forEach(relay -> text.append(' ').append(relay).append(" |"));
            text.append("\n|---|").append("---|".repeat(relays.size())).append('\n');
            cells.forEach((scenario, row) -> {
                text.append("| ").append(words(scenario)).append(" |");
                relays.forEach(relay -> text.append(' ')
                        .append(cell(row.getOrDefault(relay, Map.of())))
                        .append(" |"));
                text.append('\n');
            });
            return text.toString();
        }

        /** One mark for each entrance. */
        private static String cell(Map<String, int[]> entrances) {
            return entrances.values().stream()
                    .map(counts -> counts[1] == 0 ? "✓" : counts[1] + " of " + (counts[0] + counts[1]) + " fail")
                    .collect(Collectors.joining());
        }

        /** {@code aClientLeaves} as {@code a client leaves}. */
        private static String words(String camelCase) {
            return camelCase.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        }
    }
}

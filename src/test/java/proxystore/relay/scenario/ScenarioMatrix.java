package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Notes how each scenario went with each relay, and at the end of the run prints the table and leaves it in
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
                        context.getRequiredTestClass().getSimpleName().replace("ScenariosIT", ""),
                        context.getRequiredTestMethod().getName(),
                        passed);
    }

    /** One run's table; JUnit closes it when the run ends. */
    static final class Table implements AutoCloseable {
        private static final AtomicBoolean WRITTEN = new AtomicBoolean();
        /** By scenario, then by relay: how many of its invocations passed and failed. */
        private final Map<String, Map<String, int[]>> cells = new TreeMap<>();

        private final Map<String, Integer> relays = new TreeMap<>();

        synchronized void note(String relay, String scenario, boolean passed) {
            relays.merge(relay, 1, Integer::sum);
            cells.computeIfAbsent(scenario, s -> new TreeMap<>())
                    .computeIfAbsent(relay, r -> new int[2])[passed ? 0 : 1]++;
        }

        @Override
        public synchronized void close() throws IOException {
            String table = markdown();
            System.out.println(table);
            boolean first = !WRITTEN.getAndSet(true); // a repetition of what failed is a run of its own
            Files.writeString(
                    Path.of("target", "scenario-matrix.md"),
                    first ? table : "\nRepeated:\n\n" + table,
                    StandardOpenOption.CREATE,
                    first ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        }

        private String markdown() {
            StringBuilder text = new StringBuilder("| scenario |");
            relays.keySet().forEach(relay -> text.append(' ').append(relay).append(" |"));
            text.append("\n|---|").append("---|".repeat(relays.size())).append('\n');
            cells.forEach((scenario, row) -> {
                text.append("| ").append(words(scenario)).append(" |");
                relays.keySet()
                        .forEach(relay ->
                                text.append(' ').append(cell(row.get(relay))).append(" |"));
                text.append('\n');
            });
            return text.toString();
        }

        private static String cell(int @Nullable [] passedAndFailed) {
            return Optional.ofNullable(passedAndFailed)
                    .map(counts -> counts[1] == 0 ? "✓" : counts[1] + " of " + (counts[0] + counts[1]) + " fail")
                    .orElse("");
        }

        /** {@code aClientLeaves} as {@code a client leaves}. */
        private static String words(String camelCase) {
            return camelCase.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        }
    }
}

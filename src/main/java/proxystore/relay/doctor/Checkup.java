package proxystore.relay.doctor;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import proxystore.relay.message.Generation;

/** The outcome of an examination. */
public final class Checkup {
    private static final int WORKS = 0;
    private static final int FAILS = 1;
    private static final int NOT_REACHED = 3;

    private final URI url;
    private final List<StepResult> steps;
    private final boolean reached;

    Checkup(URI url, List<StepResult> steps, boolean reached) {
        this.url = url;
        this.steps = List.copyOf(steps);
        this.reached = reached;
    }

    public List<StepResult> steps() {
        return steps;
    }

    /**
     * The exit code: 0 if an endpoint can use the relay, 1 if it reaches it but cannot use it, 3 if it does not reach it.
     *
     * @param strict whether a warning counts as a failure
     */
    public int exitCode(boolean strict) {
        if (first(Finding.Status.FAILED).isPresent()) {
            return reached ? FAILS : NOT_REACHED;
        }
        return strict && first(Finding.Status.WARNING).isPresent() ? FAILS : WORKS;
    }

    /** The outcome in one line. */
    public String summary() {
        Optional<StepResult> failure = first(Finding.Status.FAILED);
        if (failure.isPresent()) {
            String sentence = failure.get().problem().map(Problem::sentence).orElse("");
            return (reached ? "An endpoint cannot work with " : "An endpoint does not reach ") + url + ": " + sentence;
        }
        long warnings = steps.stream()
                .filter(step -> step.status() == Finding.Status.WARNING)
                .count();
        String but = warnings == 0 ? "." : warnings == 1 ? "; 1 warning." : "; " + warnings + " warnings.";
        return "Endpoints " + releases() + "can use " + url + but;
    }

    /** The releases of ProxyStore whose endpoints can register, if they are not all. */
    private String releases() {
        List<Generation> registered =
                Arrays.stream(Generation.values()).filter(this::isRegistered).toList();
        return registered.size() == 1 ? "of ProxyStore " + RegistrationStep.releases(registered.get(0)) + " " : "";
    }

    private boolean isRegistered(Generation generation) {
        String name = RegistrationStep.name(generation);
        return steps.stream().anyMatch(step -> step.name().equals(name) && step.status() == Finding.Status.OK);
    }

    private Optional<StepResult> first(Finding.Status status) {
        return steps.stream().filter(step -> step.status() == status).findFirst();
    }

    /**
     * One JSON object on one line.
     *
     * @param strict as in {@link #exitCode}
     */
    public String json(boolean strict) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        steps.forEach(step -> array.add(json(step)));
        return Json.createObjectBuilder()
                .add("url", url.toString())
                .add("exit_code", exitCode(strict))
                .add("summary", summary())
                .add("steps", array)
                .build()
                .toString();
    }

    private static JsonObjectBuilder json(StepResult step) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("name", step.name())
                .add("status", step.statusName())
                .add("millis", step.millis())
                .add("finding", step.finding());
        add(json, "problem", step.problem().map(Problem::toString));
        add(json, "sentence", step.problem().map(Problem::sentence));
        add(json, "consequence", step.problem().map(Problem::consequence));
        add(json, "remedy", step.problem().map(Problem::remedy));
        JsonObjectBuilder figures = Json.createObjectBuilder();
        for (Map.Entry<String, Number> figure : new TreeMap<>(step.figures()).entrySet()) {
            figures.add(figure.getKey(), rounded(figure.getValue()));
        }
        return json.add("figures", figures);
    }

    private static void add(JsonObjectBuilder json, String name, Optional<String> text) {
        text.ifPresentOrElse(value -> json.add(name, value), () -> json.addNull(name));
    }

    private static BigDecimal rounded(Number value) {
        BigDecimal exact = new BigDecimal(value.toString());
        return exact.scale() > 3 ? exact.setScale(3, RoundingMode.HALF_UP) : exact;
    }
}

package proxystore.relay.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of Jazzer with one target, in a process of its own. It begins with the corpus, and leaves its log and its findings in
 * {@code target/fuzz}. A lasting run begins with what earlier ones have left there too.
 */
final class Fuzzer {
    private static final Path OUTPUT = Path.of("target/fuzz");
    /** One input that takes longer is a finding. */
    private static final Duration INPUT_TIMEOUT = Duration.ofMinutes(1);
    /** The longest bounded run. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int FIXED_SEED = 1;

    private static final int RANDOM_SEED = 0;
    /** For the start, the last input and the end. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** Its coverage guides the fuzzer. */
    private static final String GUIDING = "proxystore.**:org.tomlj.**:tools.jackson.**:org.glassfish.grizzly.http.**";

    private static final String NO_CLASS = "none.**";

    /** Jazzer searches the whole class path for classes to change; that of targets needs less. */
    private static final Pattern NOT_NEEDED =
            Pattern.compile(".*[/\\\\](selenium|opentelemetry|archunit|junit|netty|bc|"
                    + "HdrHistogram|picocli|guava|awaitility|lincheck|kotlin|asm)[^/\\\\]*");

    /** Jazzer's own detectors; a target states what must not happen. */
    private static final String DETECTORS = List.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .stream()
            .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
            .collect(Collectors.joining(":"));

    private static final Pattern DONE = Pattern.compile("#(\\d+)\\s+DONE\\s+(?:cov: (\\d+))?");

    private final FuzzTarget target;
    private final Path directory;
    private final Duration time;
    /** The greatest number of inputs; negative for any. */
    private final int runs;

    private Fuzzer(FuzzTarget target, Duration time, int runs) {
        this.target = target;
        this.runs = runs;
        this.directory = OUTPUT.resolve(target.type().getSimpleName());
        this.time = time;
    }

    /**
     * A run that makes a bounded number of inputs, and the same ones on each machine, so that a build does not fail for what it has
     * not changed. Coverage does not guide it: the coverage of a target with threads differs from run to run.
     */
    static Fuzzer bounded(FuzzTarget target) {
        return new Fuzzer(target, LONGEST, target.runs());
    }

    /** A run of this time, its start included. */
    static Fuzzer lasting(FuzzTarget target, Duration time) {
        return new Fuzzer(target, time, -1);
    }

    /**
     * Runs to the end.
     *
     * @return the number of inputs, and of covered branches if coverage guides the run
     * @throws AssertionError if an input breaks a claim; its message has the log and the file with the input
     */
    String run() throws IOException, InterruptedException {
        Path log = Files.createDirectories(directory).resolve("log");
        Process process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
            String output = Files.readString(log, StandardCharsets.ISO_8859_1);
            Matcher done = DONE.matcher(output);
            if (!ended || process.exitValue() != 0 || !done.find()) {
                throw new AssertionError(target + " failed. Copy the input to " + target.corpus()
                        + " when you have corrected the fault.\n" + end(output));
            }
            return target + ": " + done.group(1) + " inputs"
                    + (done.group(2) == null ? "" : ", " + done.group(2) + " branches");
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.attach.allowAttachSelf=true",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type().getName(),
                "--disabled_hooks=" + DETECTORS,
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + File.separator,
                "-dict=" + target.dictionary(),
                "-max_total_time=" + time.toSeconds(),
                "-rss_limit_mb=0", // the largest memory of a process includes that of its parent when it was started
                "-timeout=" + INPUT_TIMEOUT.toSeconds()));
        command.addAll(runs < 0 ? guided() : repeatable());
        return command;
    }

    private List<String> guided() throws IOException {
        Path found = Files.createDirectories(directory.resolve("corpus"));
        return List.of(
                "--instrumentation_includes=" + GUIDING,
                "--custom_hook_includes=proxystore.**",
                "-seed=" + RANDOM_SEED,
                found.toString(),
                target.corpus().toString());
    }

    private List<String> repeatable() throws IOException {
        return List.of(
                "--instrumentation_includes=" + NO_CLASS,
                "--custom_hook_includes=" + NO_CLASS,
                "-seed=" + FIXED_SEED,
                "-runs=" + runs,
                "-keep_seed=1", // without coverage each input of the corpus seems to add nothing
                // Named one by one, because the order of a directory's entries differs from machine to machine.
                "-seed_inputs=" + target.inputs().stream().map(Path::toString).collect(Collectors.joining(",")));
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !NOT_NEEDED.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** From the finding on, if there is one. */
    private static String end(String output) {
        int finding = output.indexOf("== ");
        return finding >= 0 ? output.substring(finding) : output.substring(Math.max(0, output.length() - 4_000));
    }
}

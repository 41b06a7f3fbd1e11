package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, installed as the documentation says, in a directory with a blank in its name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneLauncherIT {
    private static final Path PAGE = Path.of("src/site/markdown/operations.md");

    private Path directory;
    private Path installed;

    /** Once for all tests: an installation makes a class-data archive. */
    @BeforeAll
    void installOnce(@TempDir Path temporary) throws IOException, InterruptedException {
        directory = temporary;
        installed = directory.resolve("an installed relay");
        install(installed);
    }

    @Test
    void itStartsFromADirectoryWithABlankInItsName() throws IOException, InterruptedException {
        assertThat(output(Map.of(), installed.resolve("relay.sh").toString(), "--version"))
                .startsWith("relay ");
    }

    @Test
    void itStartsThroughSymbolicLinks() throws IOException, InterruptedException {
        Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), installed.resolve("relay.sh"));
        Path relative = Files.createSymbolicLink(directory.resolve("relative"), Path.of("absolute"));

        assertThat(output(Map.of(), absolute.toString(), "--version")).startsWith("relay ");
        assertThat(output(Map.of(), relative.toString(), "--version")).startsWith("relay ");
    }

    @Test
    void itTakesASmallerHeapThanItsOwn() throws IOException, InterruptedException {
        String launcher = installed.resolve("relay.sh").toString();

        assertThat(output(Map.of("RELAY_JAVA_OPTS", "-Xmx24m"), launcher, "--version"))
                .startsWith("relay ");
    }

    /** In a directory without a blank: JDK 17 does not find the classes of a jar with a blank in its path in an archive. */
    @Test
    void itUsesTheClassDataArchiveOfItsOwnDirectory() throws IOException, InterruptedException {
        Path plain = directory.resolve("installed");
        install(plain);
        String launcher = plain.resolve("relay.sh").toString();

        assertThat(output(Map.of("RELAY_JAVA_OPTS", "-Xlog:class+load"), launcher, "--version"))
                .containsPattern("proxystore\\.relay\\.\\S+ source: shared objects file \\(top\\)");
    }

    @Test
    void aRunningRelaySurvivesTheInstallationOfANewBuild() throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(installed.resolve("relay.sh").toString(), "--host", "127.0.0.1", "--port", "0");
        RelayProcess process = RelayProcess.launch("standalone-installed", Map.of(), command);
        try (RelayUnderTest relay = new RelayUnderTest(
                        RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
                Peers peers = new Peers(relay.address())) {
            install(installed);

            peers.register(ClientGeneration.V0_5).reaches(peers.register(ClientGeneration.V1_0));
            process.server().destroy();
            assertThat(process.process().waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(process.log()).doesNotContain("NoClassDefFoundError", "Exception");
        }
    }

    /** The commands of the documentation's installation step, with this test's directories in place of its own. */
    private void install(Path target) throws IOException, InterruptedException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```\nsudo install ") + "```\n".length();
        String commands = page.substring(begin, page.indexOf("```", begin))
                .replace("sudo ", "")
                .replace("target/", Artifacts.jar().getParent() + "/")
                .replace("java ", Artifacts.javaExecutable() + " ")
                .replace("/opt/relay", "'" + target + "'");
        assertThat(commands).contains("relay-standalone.jar", "relay.sh", "rehearse");
        Path script = Files.writeString(directory.resolve("install.sh"), "set -e\n" + commands);

        output(Map.of(), "sh", script.toString());
    }

    private String output(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RELAY_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(out);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}

package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the profile {@code release} has made. It reads the files with the tools of a Debian machine, and runs the image's command in the
 * image's root file system. {@code .ci/debian-package} installs the package.
 */
@EnabledIfSystemProperty(named = "relay.release", matches = "true")
class ReleaseIT {
    private static final String SUMS = "SHA256SUMS";

    /**
     * Runs a command in the root file system $2, which gets this machine's devices. $1 is chroot's option for the user, or empty. PATH
     * is the image's.
     */
    private static final String IN_ROOT = "user=$1; root=$2; shift 2; image=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin;"
            + " mkdir -p \"$root/proc\" \"$root/dev\"; mount -t proc proc \"$root/proc\"; mount --rbind /dev \"$root/dev\";"
            + " chroot=$(command -v chroot); export PATH=\"$image\"; exec \"$chroot\" $user \"$root\" \"$@\"";

    private static Path release;

    @TempDir
    private Path directory;

    @BeforeAll
    static void find() {
        release = Artifacts.jar().resolveSibling("release");
    }

    @Test
    void theChecksumsAreThoseOfAllFiles() throws IOException, GeneralSecurityException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.list(release)) {
            for (Path file : files.toList()) {
                sums.put(file.getFileName().toString(), sha256(file));
            }
        }
        sums.remove(SUMS);

        assertThat(Files.readAllLines(release.resolve(SUMS)))
                .containsExactlyElementsOf(sums.entrySet().stream()
                        .map(sum -> sum.getValue() + "  " + sum.getKey())
                        .toList());
        assertThat(sums.keySet())
                .contains("Containerfile", "relay-standalone.jar", "relay.1", "relay.bash-completion", "relay.cdx.json")
                .contains("relay.service", "relay.sh", "relay.war")
                .anyMatch(name -> name.endsWith(".deb"))
                .anyMatch(name -> name.endsWith("-container.tar"));
    }

    @Test
    void thePackageKeepsTheConfigurationPrivateAndNeedsAJavaRuntime() throws Exception {
        String contents = run("dpkg-deb", "--contents", one(".deb").toString());
        String control = run("dpkg-deb", "--info", one(".deb").toString());

        assertThat(contents)
                .containsPattern("-rw-r----- root/root .* \\./etc/relay/relay\\.toml")
                .containsPattern("-rwxr-xr-x root/root .* \\./usr/lib/relay/relay\\.sh")
                .contains("./usr/bin/relay -> ../lib/relay/relay.sh", "./usr/lib/systemd/system/relay.service")
                .contains("./usr/share/man/man1/relay.1.gz", "./usr/share/bash-completion/completions/relay");
        assertThat(control)
                .contains("default-jre-headless (>= 2:1.17) | java17-runtime-headless", "conffiles")
                .doesNotContain("file:/");
    }

    @Test
    void theCommandOfThePackageAcceptsItsConfiguration() throws Exception {
        run("dpkg-deb", "--extract", one(".deb").toString(), directory.toString());

        assertThat(run(
                        directory.resolve("usr/bin/relay").toString(),
                        "check-config",
                        "--config",
                        directory.resolve("etc/relay/relay.toml").toString()))
                .contains("host = \"127.0.0.1\"");
    }

    @Test
    void theServiceIsHardened() throws Exception {
        run(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=20",
                "--no-pager",
                release.resolve("relay.service").toString());
    }

    @Test
    void theManualPageIsWellFormed() throws Exception {
        assertThat(run(
                        "groff",
                        "-man",
                        "-Tutf8",
                        "-ww",
                        release.resolve("relay.1").toString()))
                .contains("check-config")
                .doesNotContain("warning:");
    }

    @Test
    void theShellCompletesCommandsAndOptions() throws Exception {
        String complete =
                "source \"$1\"; COMP_WORDS=(relay \"$2\"); COMP_CWORD=1; _complete_relay 2>&-; echo \"${COMPREPLY[@]}\"";
        String script = release.resolve("relay.bash-completion").toString();

        assertThat(run("bash", "-c", complete, "bash", script, "check")).isEqualTo("check-config\n");
        assertThat(run("bash", "-c", complete, "bash", script, "--cert")).isEqualTo("--certfile\n");
    }

    @Test
    void theImagesCommandServesInTheImagesRootFileSystem() throws Exception {
        Path image = Files.createDirectory(directory.resolve("image"));
        run("tar", "-xf", one("-container.tar").toString(), "-C", image.toString());
        JsonObject settings = settings(image);
        Path root = Files.createDirectory(directory.resolve("root"));
        try (Stream<Path> layers = Files.list(image)) {
            for (Path layer :
                    layers.filter(file -> file.toString().endsWith(".tar.gz")).toList()) {
                run("tar", "-xzf", layer.toString(), "-C", root.toString(), "--warning=no-unknown-keyword");
            }
        }
        List<String> entryPoint = texts(settings, "Entrypoint");
        List<String> check = texts(settings.getJsonObject("Healthcheck"), "Test");
        assertThat(settings.getString("User")).isEqualTo("65532:65532");
        assertThat(check.get(0)).isEqualTo("CMD");

        String port = String.valueOf(ContainerRelay.freePort());
        Path log = directory.resolve("log");
        Process relay = inRoot(root, settings, port, entryPoint)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Patience.await("the relay serves").until(() -> Files.readString(log).contains("Use ctrl-C to stop"));
            assertThat(run(inRoot(root, settings, port, check.subList(1, check.size()))))
                    .endsWith("ready\n"); // after a warning of a JVM that is the second process 1 of one /tmp
        } finally {
            relay.descendants().forEach(ProcessHandle::destroy);
            assertThat(relay.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
        assertThat(Files.readString(log)).contains("Server closed");
        List<String> rehearsal = new ArrayList<>(entryPoint);
        rehearsal.add("rehearse");
        assertThat(run(inRoot(root, settings, port, rehearsal))).contains("TLS 1.2 and 1.3 by BoringSSL");
    }

    /** A command in the image's environment, on loopback. Without root privileges it runs in a user namespace of its own. */
    private static ProcessBuilder inRoot(Path root, JsonObject settings, String port, List<String> command)
            throws Exception {
        boolean privileged = run("id", "-u").equals("0\n");
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        if (!privileged) {
            all.addAll(List.of("--user", "--map-root-user"));
        }
        all.addAll(List.of("env", "-i"));
        all.addAll(List.of("RELAY_HOST=127.0.0.1", "RELAY_PORT=" + port));
        all.addAll(texts(settings, "Env"));
        String user = privileged ? "--userspec=" + settings.getString("User") : "";
        all.addAll(List.of("/bin/sh", "-ec", IN_ROOT, "sh", user, root.toString()));
        all.addAll(command);
        return new ProcessBuilder(all);
    }

    private static JsonObject settings(Path image) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newInputStream(image.resolve("config.json")))) {
            return reader.readObject().getJsonObject("config");
        }
    }

    private static List<String> texts(JsonObject object, String member) {
        return object.getJsonArray(member).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private static Path one(String ending) throws IOException {
        try (Stream<Path> files = Files.list(release)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(String... command) throws IOException {
        return run(new ProcessBuilder(command));
    }

    /** The output, standard error included, of a command that succeeds. */
    private static String run(ProcessBuilder command) throws IOException {
        return Command.run("release", command);
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

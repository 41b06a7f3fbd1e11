package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the built files contain. */
class ArtifactsIT {
    @Test
    void theWarHasNothingOfTheStandaloneProgram() throws IOException {
        assertThat(entries(Artifacts.war()))
                .contains("WEB-INF/classes/proxystore/relay/webapp/RelayContextListener.class")
                .noneMatch(name -> name.contains("netty") || name.contains("bcprov") || name.contains("grizzly"))
                .noneMatch(name -> name.startsWith("WEB-INF/classes/proxystore/relay/standalone/"));
    }

    @Test
    void theStandaloneJarHasTheNativeLibrariesWithTheirLicences() throws IOException {
        assertThat(entries(Artifacts.jar()))
                .contains(
                        "META-INF/native/libnetty_tcnative_linux_x86_64.so",
                        "META-INF/native/libnetty_tcnative_linux_aarch_64.so",
                        "META-INF/licenses/netty-tcnative-boringssl-static/META-INF/LICENSE.txt",
                        "META-INF/licenses/netty-tcnative-boringssl-static/META-INF/license/LICENSE.boringssl.txt")
                .noneMatch(name -> name.startsWith("io/netty/channel/"))
                .doesNotContain("META-INF/services/reactor.blockhound.integration.BlockHoundIntegration");
    }

    @Test
    void bothArtifactsNameTheirCommit() throws IOException {
        for (Path artifact : List.of(Artifacts.jar(), Artifacts.war())) {
            try (JarFile jar = new JarFile(artifact.toFile())) {
                assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Commit"))
                        .as("%s", artifact)
                        .matches("[0-9a-f]{12,}(-dirty)?|unknown");
            }
        }
    }

    /** {@code target/relay.cdx.json}: all libraries are in the jar, those that are required in the WAR too. */
    @Test
    void theBillOfMaterialsHasTheLibrariesOfTheJarAndOfTheWar() throws IOException {
        Path bill = Artifacts.jar().resolveSibling("relay.cdx.json");
        assumeThat(bill).as("made by Maven only without -o").exists();
        assertThat(bill).content().as("paths of this machine").doesNotContain("file:");
        Map<String, String> scopes = new TreeMap<>();
        try (JsonReader reader = Json.createReader(Files.newInputStream(bill))) {
            JsonObject document = reader.readObject();
            assertThat(document).doesNotContainKey("serialNumber");
            assertThat(document.getJsonObject("metadata")).doesNotContainKey("timestamp");
            document.getJsonArray("components")
                    .getValuesAs(JsonObject.class)
                    .forEach(library -> scopes.put(
                            library.getString("name") + "-" + library.getString("version"),
                            library.getString("scope")));
        }
        assertThat(scopes.keySet()).anyMatch(name -> name.startsWith("tyrus-server-"));
        List<String> required = scopes.keySet().stream()
                .filter(name -> "required".equals(scopes.get(name)))
                .toList();
        assertThat(entries(Artifacts.war()))
                .filteredOn(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
                .extracting(name -> name.replaceAll("WEB-INF/lib/|\\.jar", ""))
                .containsExactlyInAnyOrderElementsOf(required);
    }

    private static List<String> entries(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }
}

package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    private static List<String> entries(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }
}

package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.frames.FrameCase;
import proxystore.relay.standalone.frames.FrameCaseRun;
import proxystore.relay.standalone.frames.FrameCases;

/** Reports how Tomcat's frame layer differs from the conformance table, to {@code target/frames-….txt}. */
class TomcatFramesIT {
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void differencesAreReported(String name) throws IOException {
        List<FrameCase> cases = FrameCases.all();
        try (RelayUnderTest relay =
                ContainerRelay.start(new TomcatContainer(name), ContainerRelay.site("frames-" + name, ""))) {
            RelayAddress address = relay.address();
            FrameCaseRun run = new FrameCaseRun(
                    () -> new Socket(
                            InetAddress.getLoopbackAddress(), address.url().getPort()),
                    address.url().getPath());
            List<String> differences = run.differences(cases);
            Files.write(Path.of("target", "frames-" + name + ".txt"), differences);
            assertThat(differences).hasSizeLessThan(cases.size());
        }
    }
}

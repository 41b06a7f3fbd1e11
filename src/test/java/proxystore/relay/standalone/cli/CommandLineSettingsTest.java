package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandLineSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--port 1",
                "--port=1",
                "--host ::1 --port 1 --log-level debug",
                "--config relay.toml",
                "-c relay.toml --outbox-max-bytes=4096",
                "--log-dir=a=b",
                "--certfile cert.pem --keyfile=key.pem"
            })
    void plainSettingsAreReadAsPicocliReadsThem(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        CommandSpec command = CommandSpec.create();
        SettingOptions.addTo(command);

        assertThat(CommandLineSettings.plain(arguments))
                .contains(SettingOptions.given(new CommandLine(command).parseArgs(arguments)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "check-config",
                "check-config --port 1",
                "--port",
                "--port 1 --port 2",
                "--port=1 --port 1",
                "--port --host",
                "--port -1",
                "--port=",
                "--port 1 extra",
                "--unknown 1",
                "--unknown=1",
                "port=1",
                "-c=relay.toml",
                "--auth-kwargs-client-secret x"
            })
    void otherCommandLinesAreLeftToPicocli(String line) {
        assertThat(CommandLineSettings.plain(line.split(" "))).isEmpty();
    }

    @Test
    void settingsAreFoundByTheirKeys() {
        CommandLineSettings given = CommandLineSettings.plain(new String[] {"--log-dir", "logs", "-c", "relay.toml"})
                .orElseThrow();

        assertThat(given.configFile()).contains("relay.toml");
        assertThat(given.flags()).isEqualTo(Map.of("logging.log_dir", "logs"));
    }
}

package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.Settings;
import proxystore.relay.config.schema.Setting;

class HelpCommandTest {
    /** The last of 24 lines has the shell's prompt. */
    private static final int TERMINAL_LINES = 23;

    private static final int TERMINAL_COLUMNS = 80;

    private final ProgramRun program = new ProgramRun();

    private String print(String arguments) throws Exception {
        program.forgetPrinted();
        int exitCode = program.execute(arguments.split(" "));
        assertThat(exitCode).as(program.complaint()).isZero();
        return program.printed();
    }

    @Test
    void theHelpOfTheRelayFitsATerminal() throws Exception {
        String help = print("--help");
        assertThat(help.lines().count()).isLessThanOrEqualTo(TERMINAL_LINES);
        assertThat(help.lines()).allMatch(line -> line.length() <= TERMINAL_COLUMNS);
        assertThat(help)
                .contains("--config=", "--host=", "--port=", "8765", "--certfile=", "--keyfile=", "--log-level=")
                .contains("--help", "--version", "\n  check-config ", "\n  tokens ", "relay help settings");
        assertThat(print("help")).isEqualTo(help);
    }

    @Test
    void theSettingsHaveTheirOptionsKeysVariablesAndDefaults() throws Exception {
        String help = print("help settings");
        for (Setting<?> setting : Settings.all()) {
            assertThat(help).contains(setting.flag().map(flag -> flag + "=").orElse("(no option)"));
            assertThat(help).contains("  " + setting.key(), setting.environmentVariable());
        }
        assertThat(help)
                .contains(" \"https://auth.globus.org/v2/oauth2/token/introspect\"")
                .doesNotContain("client-secret");
        assertThat(help.lines()).allMatch(line -> line.length() <= TERMINAL_COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check-config", "health", "tokens add", "bench"})
    void theHelpOfACommandIsThatOfItsOption(String command) throws Exception {
        assertThat(print("help " + command)).isEqualTo(print(command + " --help"));
    }

    @Test
    void anUnknownSubjectIsReported() throws Exception {
        assertThat(program.execute("help", "foo")).isEqualTo(2);
        assertThat(program.complaint())
                .isEqualTo("relay: no help about foo: it is no command (see relay help --help)\n");
        assertThat(program.printed()).isEmpty();
    }
}

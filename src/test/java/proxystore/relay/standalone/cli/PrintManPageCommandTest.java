package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.Settings;

class PrintManPageCommandTest {
    @Test
    void thePageHasEveryOptionAndEveryCommandOnce() throws Exception {
        String page = print("print-man-page");

        assertThat(page).startsWith(".TH \"RELAY\" \"1\"").contains(".SH \"NAME\"\nrelay \\- runs a relay server");
        Settings.all().stream()
                .flatMap(setting -> setting.flag().stream())
                .map(flag -> "\n" + flag.replace("-", "\\-") + "=")
                .forEach(option -> assertThat(page.split(Pattern.quote(option), -1))
                        .as(option)
                        .hasSizeBetween(2, 3)); // --protocol is an option of relay bench too
        assertThat(page).contains(".SH \"EXIT STATUS\"\n.TP\n0\nThe relay was stopped.\n");
        assertThat(page)
                .contains(
                        ".SS \"relay check\\-config\"", ".SS \"relay tokens add\"", ".SS \"relay print\\-man\\-page\"");
    }

    @Test
    void noLineIsARequestByMistake() throws Exception {
        assertThat(print("print-man-page").lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|nf|fi)( \".*\")*"));
    }

    @Test
    void theCompletionKnowsEveryCommand() throws Exception {
        assertThat(print("print-completion"))
                .startsWith("#!/usr/bin/env bash")
                .contains("complete -F _complete_relay", "check-config", "tokens add", "--max-message-bytes");
    }

    private static String print(String command) throws Exception {
        ProgramRun program = new ProgramRun();
        int exitCode = program.execute(command);
        assertThat(program.complaint()).isEmpty();
        assertThat(exitCode).isZero();
        return program.printed();
    }
}

package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    @ParameterizedTest
    @EnumSource
    void eachHasOneSentenceAndARemedy(Problem problem) {
        assertThat(problem.sentence()).matches("[A-Z].*\\.").doesNotContain("\n");
        assertThat(problem.consequence()).matches("[A-Z].*\\.");
        assertThat(problem.remedy()).matches("[a-z].*\\.");
        assertThat(problem.toString()).matches("[a-z0-9-]+");
    }

    @Test
    void noTwoHaveTheSameSentence() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::sentence)).doesNotHaveDuplicates();
    }

    @Test
    void theDocumentationListsThemAll() throws IOException {
        String table = Arrays.stream(Problem.values())
                .map(problem -> "| `" + problem + "` | " + problem.sentence() + " | " + problem.consequence() + " |\n")
                .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("src/site/markdown/doctor.md"))).endsWith(table);
    }

    @ParameterizedTest
    @CsvSource({
        "1001, CLOSED_1001",
        "1006, CUT",
        "1009, CLOSED_TOO_LONG",
        "1011, CLOSED_OTHER",
        "1013, CLOSED_1013",
        "4000, CLOSED_4000",
        "4001, CLOSED_4001",
        "4002, CLOSED_4002",
        "4003, CLOSED_TOO_LONG",
        "4004, CLOSED_4004"
    })
    void eachCloseCodeHasItsProblem(int code, Problem problem) {
        assertThat(Problem.ofClose(code)).isEqualTo(problem);
    }

    /** ProxyStore 1.x: {@code _unrecoverable_status_codes} in {@code proxystore/p2p/relay/client.py}. */
    @Test
    void onlyThreeCloseCodesEndAnEndpoint() {
        assertThat(Arrays.stream(Problem.values())
                        .filter(problem -> problem.name().startsWith("CLOSED"))
                        .filter(problem -> problem.consequence().contains("ends")))
                .containsExactly(Problem.CLOSED_4001, Problem.CLOSED_4002, Problem.CLOSED_4004);
    }
}

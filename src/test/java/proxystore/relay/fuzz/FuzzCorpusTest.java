package proxystore.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a target claims holds for its corpus, without a fuzzer. */
class FuzzCorpusTest {
    @ParameterizedTest
    @EnumSource
    void claimsHoldForEachInputOfTheCorpus(FuzzTarget target) throws IOException {
        List<Path> inputs = target.inputs();
        assertThat(inputs).isNotEmpty();
        target.run(inputs);
    }
}

package proxystore.relay.fuzz;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a target claims holds for the inputs that a fuzzer makes of its corpus: some thousand in {@code mvn verify}, one target
 * after the other; as many as it makes in {@code relay.fuzz.seconds}, all targets at once, with the profile {@code fuzz}.
 */
class FuzzIT {
    private static final @Nullable Long SECONDS = Long.getLong("relay.fuzz.seconds");

    @ParameterizedTest
    @EnumSource
    void claimsHoldForWhatTheFuzzerMakes(FuzzTarget target, TestReporter reporter)
            throws IOException, InterruptedException {
        Fuzzer fuzzer = SECONDS == null ? Fuzzer.bounded(target) : Fuzzer.lasting(target, Duration.ofSeconds(SECONDS));
        reporter.publishEntry(fuzzer.run());
    }
}

package proxystore.relay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import proxystore.relay.LogLines;

/** Runs alone: the origin is the same for all relays whose classes one loader has loaded. */
@Isolated
class LogOriginTest {
    private static final Logger LOGGER = System.getLogger(LogOriginTest.class.getName());

    @RegisterExtension
    private final LogLines lines = new LogLines(LogOriginTest.class);

    @AfterEach
    void forgetOrigin() {
        LogOrigin.set("");
    }

    private static void logOf(String contextPath) {
        LogOrigin.set(contextPath);
        LogFields.log(LOGGER, Logger.Level.INFO, Map::of, () -> "Registered");
    }

    @Test
    void entriesOfADeploymentEndWithItsContextPath() {
        logOf("/relay");
        logOf("/a\nb");
        logOf("");
        assertThat(lines.get())
                .containsExactly("INFO Registered [/relay]", "INFO Registered [/a\\u000ab]", "INFO Registered");
        assertThat(LogOrigin.name("Stopped")).isEqualTo("Stopped");
    }
}

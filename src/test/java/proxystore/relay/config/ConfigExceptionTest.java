package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigExceptionTest {
    @Test
    void messageIsOneLine() {
        assertThat(new ConfigException("a\n  b\r\nc\t")).hasMessage("a b c");
    }

    @Test
    void messageCannotControlATerminal() {
        assertThat(new ConfigException("key \u001b[2J")).hasMessage("key \\u001b[2J");
    }
}

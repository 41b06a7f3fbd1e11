package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {
    @Test
    void linesAreBrokenAtBlanksAndLongWordsStayWhole() {
        assertThat(WrappedText.of("a bb  ccc https://example.org/x d", "# ", 8))
                .isEqualTo("# a bb\n# ccc\n# https://example.org/x\n# d\n");
    }
}

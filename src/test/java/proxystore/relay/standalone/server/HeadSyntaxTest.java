package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadSyntaxTest {
    private static final String FIRST = "GET /?a b HTTP/1.1\r\n";

    private static Buffer buffer(String text) {
        return Buffers.wrap(null, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean accepts(String head) {
        return new HeadSyntax().accept(buffer(head));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: relay\r\n\r\n",
                "Host:relay\nA!#$%&'*+-.^_`|~9:\t\u00e4 \"(,;\r\n\n",
                "hOST:\r\nEmpty:\r\n\r\n",
                "Hos: t\r\nHost: relay\r\nHosts: relay\r\nHots: relay\r\n\r\n",
                "Host: relay\r\n\r\n\0\r frames of a client that does not wait"
            })
    void fieldLinesOfTheRfcAreWellFormed(String lines) {
        HeadSyntax syntax = new HeadSyntax();
        assertThat(syntax.accept(buffer(FIRST + lines))).isTrue();
        assertThat(syntax.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\rx\n",
                "GET /\0 HTTP/1.1\r\n",
                "GET /\t HTTP/1.1\r\n",
                FIRST + "Host : relay\r\n",
                FIRST + "Host\r\n",
                FIRST + "no colon\r\nHost: relay\r\n",
                FIRST + ": nameless\r\n",
                FIRST + " folded: first\r\n",
                FIRST + "Host: relay,\r\n folded\r\n",
                FIRST + "Host: re\rlay\r\n",
                FIRST + "Host: re\0lay\r\n",
                FIRST + "Host: re\u007flay\r\n",
                FIRST + "H\u00f6st: relay\r\n",
                FIRST + "Host: relay\r\n\r\r\n",
                FIRST + "\r\n",
                FIRST + "Hots: relay\r\n\r\n",
                "GET http://relay/ HTTP/1.1\r\nAccept: text/html\r\n\r\n",
                "GET http://relay/ HTTP/1.1\r\nHost: relay\r\nHost: other\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: relay\r\nHost: relay\r\n\r\n",
                "GET /HTTP/1.0 HTTP/1.1\r\n\r\n"
            })
    void otherLinesAreNot(String head) {
        assertThat(accepts(head)).isFalse();
    }

    /** RFC 9112, section 3.2. */
    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.0\r\n\r\n", "GET /HHTTP/1. HTTP/1.0\n\n", "HEAD / HTTP/1.0\r\nHost: relay\r\n\r\n"
            })
    void requestOfHttp10MayComeWithoutHost(String head) {
        assertThat(accepts(head)).isTrue();
    }

    @Test
    void headMayArriveInPartsOfAnyLength() {
        String head = FIRST + "Host: relay\r\n\r\n";
        HeadSyntax syntax = new HeadSyntax();
        for (int length = 1; length <= head.length(); length++) {
            assertThat(syntax.isComplete()).isFalse();
            assertThat(syntax.accept(buffer(head.substring(0, length)))).isTrue();
        }
        assertThat(syntax.isComplete()).isTrue();
    }
}

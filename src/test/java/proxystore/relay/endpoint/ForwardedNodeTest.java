package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedNodeTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.43, 192.0.2.43, 192.0.2.43, 0",
        "192.0.2.43:47011, 192.0.2.43:47011, 192.0.2.43, 47011",
        "192.0.2.43:_gate, 192.0.2.43, 192.0.2.43, 0",
        "[2001:db8:cafe::17], 2001:db8:cafe::17, 2001:db8:cafe::17, 0",
        "[2001:db8:cafe::17]:4711, [2001:db8:cafe::17]:4711, 2001:db8:cafe::17, 4711",
        "2001:db8:cafe::17, 2001:db8:cafe::17, 2001:db8:cafe::17, 0",
        "_gazonk, _gazonk, _gazonk, 0",
        "_SEV.k-9_:65535, _SEV.k-9_:65535, _SEV.k-9_, 65535",
    })
    void aNodeIsAnAddressOrAnIdentifierAndPerhapsAPort(String text, String shown, String name, int port) {
        ForwardedNode node = ForwardedNode.parse(text).orElseThrow();

        assertThat(node).hasToString(shown);
        assertThat(node.name()).isEqualTo(name);
        assertThat(node.port()).isEqualTo(port);
        assertThat(node.address().isPresent()).isEqualTo(!name.startsWith("_"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "client.example",
                "localhost",
                "192.0.2.300",
                "192.0.2",
                "192.0.2.43:65536",
                "192.0.2.43:",
                "192.0.2.43:http",
                "192.0.2.43:123456",
                "192.0.2.43 ",
                "192.0.2.43\u001b[31m",
                "[192.0.2.43]",
                "[2001:db8::1",
                "2001:db8::1]",
                "[2001:db8::1]4711",
                "[_gazonk]",
                "[]",
                "_",
                "_no spaces",
                "_line\nbreak",
                "\"192.0.2.43\"",
                "10.0.0.0/8",
                "2001:db8::/32",
            })
    void otherTextsAreNoNodes(String text) {
        assertThat(ForwardedNode.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false"})
    void anIdentifierHas63CharactersAtMost(int characters, boolean accepted) {
        assertThat(ForwardedNode.parse("_" + "x".repeat(characters)).isPresent())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:1, 192.0.2.1:2, true",
        "[2001:db8::1], 2001:DB8:0::1, true",
        "192.0.2.1, 192.0.2.2, false",
        "_one, _one, true",
        "_one, _two, false",
        "_one, 192.0.2.1, false",
        "192.0.2.1, _one, false",
    })
    void twoNodesAreOneHostIfTheirAddressesAreEqual(String one, String other, boolean same) {
        assertThat(ForwardedNode.parse(one)
                        .orElseThrow()
                        .sameHost(ForwardedNode.parse(other).orElseThrow()))
                .isEqualTo(same);
    }
}

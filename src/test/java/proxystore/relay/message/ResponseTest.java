package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseTest {
    @ParameterizedTest
    @EnumSource
    void successIsNeitherErrorNorText(Generation generation) {
        assertThat(Response.registered(generation)).isEqualTo(new Response(true, null, false, generation));
    }

    @ParameterizedTest
    @EnumSource
    void refusalIsAnErrorWithProxyStoresText(Generation generation) {
        assertThat(Response.notRegistered(generation))
                .isEqualTo(new Response(false, "client has not registered yet", true, generation));
    }
}

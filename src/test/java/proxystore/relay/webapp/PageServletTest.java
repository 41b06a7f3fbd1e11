package proxystore.relay.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServletTest {
    private final List<Object> errors = new ArrayList<>();

    /** A reverse proxy holds a 503 back, but would pass a 200 on, which ends the endpoint. */
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket"})
    void aHandshakeThatNoEndpointHandlesIsAnsweredWith503(String upgrade) throws Exception {
        new PageServlet().service(request(upgrade), response());

        assertThat(errors).containsExactly(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }

    private static HttpServletRequest request(String upgrade) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                PageServletTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getHeader");
                    assertThat(arguments).containsExactly("Upgrade");
                    return upgrade;
                });
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                PageServletTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("sendError");
                    errors.add(arguments[0]);
                    return null;
                });
    }
}

package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables as Python's {@code requests} reads them. */
class ProviderVariablesTest {
    private static final URI SECURE = URI.create("https://sso.example.org/keys");
    private static final URI PLAIN = URI.create("http://sso.example.org:8080/keys");

    private static Optional<ProviderVariables.SetVariable> variable(String name, String value) {
        return Optional.of(new ProviderVariables.SetVariable(name, value));
    }

    @Test
    void proxyOfTheUrlsSchemePrecedesThatOfAllSchemes() {
        Map<String, String> environment =
                new HashMap<>(Map.of("HTTPS_PROXY", "s", "HTTP_PROXY", "p", "ALL_PROXY", "a"));
        assertThat(ProviderVariables.proxy(SECURE, environment)).isEqualTo(variable("HTTPS_PROXY", "s"));
        assertThat(ProviderVariables.proxy(PLAIN, environment)).isEqualTo(variable("HTTP_PROXY", "p"));
        environment.remove("HTTPS_PROXY");
        assertThat(ProviderVariables.proxy(SECURE, environment)).isEqualTo(variable("ALL_PROXY", "a"));
        assertThat(ProviderVariables.proxy(SECURE, Map.of("HTTP_PROXY", "p"))).isEmpty();
    }

    @Test
    void lowerCasePrecedesUpperCaseEvenIfItIsBlank() {
        assertThat(ProviderVariables.proxy(SECURE, Map.of("https_proxy", "l", "HTTPS_PROXY", "u")))
                .isEqualTo(variable("https_proxy", "l"));
        assertThat(ProviderVariables.proxy(SECURE, Map.of("https_proxy", "", "HTTPS_PROXY", "u")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://sso.example.org, '*', true",
        "https://sso.example.org, 'localhost, sso.example.org', true",
        "https://SSO.example.org, sso.EXAMPLE.org, true",
        "https://sso.example.org, .example.org, true",
        "https://sso.example.org, *.example.org, true",
        "https://sso.example.org, example.org, true",
        "https://sso.example.org, sso.example.org:443, true",
        "https://sso.example.org:8443, example.org:8443, true",
        "https://sso.example.org, sso.example.org:8443, false",
        "https://sso.example.org, ple.org, false",
        "https://sso.example.org, 'example.com, ,', false",
        "https://sso.example.org, '', false",
        "https://10.1.2.3, 10.0.0.0/8, true",
        "https://10.1.2.3, 10.1.2.3, true",
        "https://10.1.2.3, 11.0.0.0/8, false",
        "https://10.1.2.3, 2.3, false",
        "https://[fd00::1], fd00::/8, true",
    })
    void hostsInNoProxyAreReachedDirectly(URI url, String noProxy, boolean direct) {
        for (String name : new String[] {"NO_PROXY", "no_proxy"}) {
            assertThat(ProviderVariables.proxy(url, Map.of("HTTPS_PROXY", "s", name, noProxy))
                            .isEmpty())
                    .isEqualTo(direct);
        }
    }

    @Test
    void firstVariableGivesTheCertificateAuthorities() {
        Map<String, String> environment =
                new HashMap<>(Map.of("REQUESTS_CA_BUNDLE", "r", "CURL_CA_BUNDLE", "c", "SSL_CERT_FILE", "s"));
        assertThat(ProviderVariables.caFile(environment)).isEqualTo(variable("REQUESTS_CA_BUNDLE", "r"));
        environment.put("REQUESTS_CA_BUNDLE", " ");
        assertThat(ProviderVariables.caFile(environment)).isEqualTo(variable("CURL_CA_BUNDLE", "c"));
        environment.remove("CURL_CA_BUNDLE");
        assertThat(ProviderVariables.caFile(environment)).isEqualTo(variable("SSL_CERT_FILE", "s"));
        assertThat(ProviderVariables.caFile(Map.of())).isEmpty();
    }
}

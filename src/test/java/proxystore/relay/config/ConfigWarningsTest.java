package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigWarningsTest {
    private static final Map<String, String> JWT = Map.of(
            "RELAY_AUTH_METHOD", "jwt",
            "RELAY_AUTH_KWARGS_ISSUER", "https://id.example",
            "RELAY_AUTH_KWARGS_JWKS_URL", "https://id.example/keys",
            "RELAY_AUTH_KWARGS_AUDIENCE", "relay");

    private static List<String> warnings(Map<String, String> environment, String... changes) throws ConfigException {
        Map<String, String> changed = new HashMap<>(environment);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put(changes[i], changes[i + 1]);
        }
        return ConfigLoader.load(Optional.empty(), changed, Map.of(), Map.of()).warnings();
    }

    @Test
    void credentialsWithoutAMethodCauseAWarning() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_AUTH_KWARGS_CLIENT_ID", "x")))
                .containsExactly("auth.kwargs has values, but auth.method is \"none\": users are not authenticated");
    }

    @Test
    void missingAudienceCausesAWarning() throws ConfigException {
        assertThat(warnings(JWT)).isEmpty();
        assertThat(warnings(JWT, "RELAY_AUTH_KWARGS_AUDIENCE", ""))
                .containsExactly(
                        "auth.kwargs.audience is empty: tokens that were issued for other services are accepted");
    }

    @Test
    void plainHttpCausesAWarningExceptOnLoopback() throws ConfigException {
        assertThat(warnings(JWT, "RELAY_AUTH_KWARGS_JWKS_URL", "http://id.example/keys"))
                .containsExactly("auth.kwargs.jwks_url is plain http: secrets, tokens or keys cross the network"
                        + " unprotected");
        assertThat(warnings(JWT, "RELAY_AUTH_KWARGS_JWKS_URL", "http://localhost:8080/keys"))
                .isEmpty();
        Map<String, String> globus = Map.of(
                "RELAY_AUTH_METHOD", "globus",
                "RELAY_AUTH_KWARGS_CLIENT_ID", "x",
                "RELAY_AUTH_KWARGS_CLIENT_SECRET", "y",
                "RELAY_AUTH_KWARGS_INTROSPECTION_URL", "http://id.example/introspect");
        assertThat(warnings(globus))
                .singleElement()
                .asString()
                .startsWith("auth.kwargs.introspection_url is plain http");
    }

    @Test
    void outboxSmallerThanOneMessageCausesAWarning() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_OUTBOX_MAX_BYTES", "1048576"))).isEmpty();
        assertThat(warnings(Map.of("RELAY_OUTBOX_MAX_BYTES", "1048575")))
                .containsExactly(
                        "outbox.max_bytes is less than max_message_bytes: the longest messages cannot be delivered");
    }

    @Test
    void inboxSmallerThanOneMessageCausesAWarning() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_INBOX_MAX_BYTES", "1048576"))).isEmpty();
        assertThat(warnings(Map.of("RELAY_INBOX_MAX_BYTES", "1048575")))
                .containsExactly(
                        "inbox.max_bytes is less than max_message_bytes: a client that sends one of the longest"
                                + " messages while its user is being authenticated is closed with 1013");
    }

    @Test
    void totalBelowTheLimitOfOneOutboxCausesAWarning() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_OUTBOX_MAX_TOTAL_BYTES", "16777216"))).isEmpty();
        assertThat(warnings(Map.of("RELAY_OUTBOX_MAX_TOTAL_BYTES", "16777215")))
                .containsExactly("outbox.max_total_bytes is less than outbox.max_bytes: one receiver that does not read"
                        + " fills all outboxes");
    }

    @Test
    void settingsOfAClusterWithoutServersCauseAWarning() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_CLUSTER_NODE", "one")))
                .containsExactly("cluster has values, but cluster.url has none: there are no other nodes");
        assertThat(warnings(Map.of("RELAY_CLUSTER_NODE", "one", "RELAY_CLUSTER_URL", "nats://127.0.0.1")))
                .isEmpty();
    }

    @Test
    void natsWithoutTlsCausesAWarningExceptOnLoopback() throws ConfigException {
        assertThat(warnings(Map.of("RELAY_CLUSTER_URL", "nats://localhost,nats://a.example")))
                .containsExactly(
                        "cluster.url is not tls://: messages, users and passwords cross the network unprotected");
        assertThat(warnings(Map.of("RELAY_CLUSTER_URL", "tls://a.example"))).isEmpty();
    }
}

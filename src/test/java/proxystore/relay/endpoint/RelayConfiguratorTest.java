package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;

class RelayConfiguratorTest {
    private static final User ALICE = new User("alice", "Alice");

    private final Relay relay = new Relay(RelayConfig.defaults());
    private final HandshakeContext handshake =
            new HandshakeContext(relay, "192.0.2.1:1", Optional.of(ALICE), TransportDecorator.STANDARD);
    private final Map<String, Object> properties = new HashMap<>();
    private final RelayConfigurator configurator = new RelayConfigurator();

    @AfterEach
    void close() {
        relay.close();
    }

    private void modifyHandshake(Map<String, List<String>> headers) {
        configurator.modifyHandshake(
                FakeSession.proxy(ServerEndpointConfig.class, (proxy, method, arguments) -> properties),
                FakeSession.proxy(HandshakeRequest.class, (proxy, method, arguments) -> headers),
                FakeSession.proxy(HandshakeResponse.class, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                }));
    }

    private @Nullable Object credentials() {
        return ((AtomicReference<?>) Objects.requireNonNull(properties.get(RelayConfigurator.CREDENTIALS))).get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void handshakesCredentialsTravelWithTheSession(String header) {
        try (HandshakeContext.Scope scope = handshake.enter()) {
            assertThat(scope).isNotNull();
            modifyHandshake(Map.of("Host", List.of("relay"), header, List.of("Bearer token")));
        }
        assertThat(properties).containsEntry(RelayConfigurator.HANDSHAKE, handshake);
        assertThat(credentials())
                .isEqualTo(new Credentials(Optional.of("Bearer token"), Optional.of(ALICE), handshake.remoteAddress()));
    }

    @Test
    void handshakeWithoutCredentialsHasNone() {
        try (HandshakeContext.Scope scope = handshake.enter()) {
            assertThat(scope).isNotNull();
            modifyHandshake(Map.of());
        }
        assertThat(credentials())
                .isEqualTo(new Credentials(Optional.empty(), Optional.of(ALICE), handshake.remoteAddress()));
    }

    @Test
    void handshakeThatPassedNoFilterIsAMistakeOfTheDeployment() {
        assertThatThrownBy(() -> modifyHandshake(Map.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void webPageThatPassedNoFilterIsNotLetIn() {
        assertThat(configurator.checkOrigin(null)).isTrue();
        assertThat(configurator.checkOrigin("https://relay.example")).isFalse();
        try (HandshakeContext.Scope scope = handshake.enter()) {
            assertThat(scope).isNotNull();
            assertThat(configurator.checkOrigin("https://relay.example")).isTrue();
        }
    }

    @Test
    void nothingIsCompressed() {
        Extension deflate = FakeSession.proxy(Extension.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getName", "toString" -> "permessage-deflate";
            case "getParameters" -> List.of();
            default -> throw new AssertionError(method);
        });
        assertThat(configurator.getNegotiatedExtensions(List.of(deflate), List.of(deflate)))
                .isEmpty();
    }
}

package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.SendResult;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.ClassHistogram;
import proxystore.relay.Relay;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Client;

class RelayEndpointTest {
    private static final int LIMIT = 256;
    private static final UUID ID = new UUID(0, 10);
    private static final RelayConfig CONFIG =
            RelayConfig.of(Map.of("max_message_bytes", String.valueOf(LIMIT), "shutdown.timeout", "0"));

    private final FakeSession fake = new FakeSession();
    private final RelayEndpoint endpoint = new RelayEndpoint();
    private final AtomicReference<Credentials> credentials = new AtomicReference<>(Credentials.NONE);
    private Relay relay = new Relay(CONFIG);

    @AfterEach
    void nothingIsLeft() {
        relay.close();
        assertThat(relay.registry().connections()).isEmpty();
        assertThat(relay.registry().clients()).isEmpty();
    }

    private void open() {
        open(TransportDecorator.STANDARD);
    }

    private void open(TransportDecorator decorator) {
        fake.userProperties.put(RelayConfigurator.HANDSHAKE, new HandshakeContext(relay, "192.0.2.1:1", decorator));
        fake.userProperties.put(RelayConfigurator.CREDENTIALS, credentials);
        endpoint.open(fake.session, FakeSession.proxy(EndpointConfig.class, (proxy, method, arguments) -> {
            throw new AssertionError(method);
        }));
    }

    @Test
    void credentialsAreReleasedOnceTheyAreChecked() {
        credentials.set(new Credentials(Optional.of("Bearer token"), Optional.empty()));
        WeakReference<Credentials> held = new WeakReference<>(credentials.get());
        open();
        assertThat(credentials).hasNullValue();
        assertThat(held.get()).as("for the registration").isNotNull();
        endpoint.text(registration("alice"), true);
        assertThat(names()).containsExactly("alice");
        await().until(() -> {
            ClassHistogram.ofThisJvm(); // after a full collection
            return held.get() == null;
        });
    }

    @Test
    void unfinishedMessagePastTheBudgetOfAllConnectionsClosesItsConnection() {
        relay.close();
        relay = new Relay(RelayConfig.of(Map.of("admission.max_received_bytes", "4096", "shutdown.timeout", "0")));
        open();
        endpoint.text(registration("alice"), true);
        for (int i = 0; i < 10; i++) { // a message that has arrived is not counted any more
            endpoint.text(" ".repeat(512), false);
            endpoint.text(" ".repeat(512), true);
        }
        endpoint.text(" ".repeat(1024), false);
        endpoint.text(" ", false);
        awaitClose("1013 The relay holds too many unfinished messages. Try again later.");
        endpoint.close(new CloseReason(CloseReason.CloseCodes.TRY_AGAIN_LATER, ""));
    }

    private static String registration(String name) {
        return new MessageEncoder().encode(new Registration(name, ID, Generation.V0_5));
    }

    private List<String> names() {
        return relay.registry().clients().stream().map(Client::name).toList();
    }

    private void awaitClose(String codeAndReason) {
        await().until(() -> fake.calls.contains("close " + codeAndReason));
    }

    @Test
    void sessionBecomesAConnectionUntilItCloses() {
        open();
        assertThat(fake.calls).containsExactly("setMaxIdleTimeout -1");
        assertThat(relay.registry().connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.remoteAddress()).isEqualTo("192.0.2.1:1"));
        endpoint.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, "bye"));
        assertThat(relay.registry().connections()).isEmpty();
    }

    @Test
    void wholeMessageIsProcessedAndAnswered() {
        open();
        endpoint.text(registration("name"), true);
        assertThat(names()).containsExactly("name");
        assertThat(fake.calls.get(fake.calls.size() - 1)).contains("\"server_response\"");
        fake.sends.get(0).onResult(new SendResult());
    }

    @Test
    void partsAreGatheredEvenThroughTheMiddleOfACharacter() {
        open();
        for (char c : registration("\ud83d\udef0 é").toCharArray()) {
            endpoint.text(String.valueOf(c), false);
            assertThat(names()).isEmpty();
        }
        endpoint.text("", true);
        assertThat(names()).containsExactly("\\ud83d\\udef0 é");
    }

    @Test
    void nextMessageBeginsAnew() {
        open();
        for (int i = 0; i < 10; i++) {
            endpoint.text("{\"", false);
            endpoint.text("x".repeat(LIMIT / 2), true);
        }
        endpoint.text(registration("name"), true);
        assertThat(names()).containsExactly("name");
    }

    @Test
    void limitIsInBytesOfUtf8AndMayBeReached() {
        String name = "é".repeat(20);
        String longest = registration(name) + " ".repeat(LIMIT - EncodedMessage.utf8Length(registration(name)));
        open();
        endpoint.text(longest, true);
        assertThat(names()).containsExactly(name);
        endpoint.text(longest + " ", true);
        awaitClose("1009 Message length exceeds limit.");
        assertThat(names()).isEmpty();
    }

    @Test
    void messageThatGrowsPastTheLimitIsNotGatheredToItsEnd() {
        open();
        endpoint.text(" ".repeat(LIMIT), false);
        assertThat(fake.calls).containsExactly("setMaxIdleTimeout -1");
        endpoint.text(" ", false);
        awaitClose("1009 Message length exceeds limit.");
        endpoint.text(registration("name"), true);
        assertThat(names()).isEmpty();
    }

    @Test
    void partsAreLimitedToAFewKilobytesBeforeTheRegistration() {
        restart(new Relay(RelayConfig.of(Map.of("shutdown.timeout", "0"))));
        open();
        for (int i = 0; i < 4; i++) {
            endpoint.text(" ".repeat(2 * 1024), false);
        }
        assertThat(endpoint.isOpen()).isTrue();
        endpoint.text(" ", false);
        awaitClose("1009 Message length exceeds limit.");
    }

    @Test
    void wholeMessagesAreLimitedToAFewKilobytesBeforeTheRegistration() {
        restart(new Relay(RelayConfig.of(Map.of("shutdown.timeout", "0"))));
        open();
        endpoint.text(" ".repeat(8 * 1024), true);
        assertThat(endpoint.isOpen()).isTrue();
        endpoint.text(" ".repeat(8 * 1024 + 1), true);
        awaitClose("1009 Message length exceeds limit.");
    }

    @Test
    void registeredClientMaySendLongMessagesInParts() {
        restart(new Relay(RelayConfig.of(Map.of("shutdown.timeout", "0"))));
        open();
        endpoint.text(registration("name"), true);
        endpoint.text(" ".repeat(512 * 1024), false);
        endpoint.text(" ".repeat(512 * 1024), false);
        assertThat(endpoint.isOpen()).isTrue();
        endpoint.text(" ", false);
        awaitClose("1009 Message length exceeds limit.");
    }

    @Test
    void messageThatDoesNotEndClosesTheConnection() {
        restart(new Relay(RelayConfig.of(Map.of("admission.message_timeout", "0.05", "shutdown.timeout", "0"))));
        relay.start();
        open();
        endpoint.text(registration("name"), true);
        endpoint.text("", false);
        awaitClose("1013 A message did not arrive within 0.05 s. Try again later.");
    }

    @Test
    void sessionThatClosesWhileItOpensIsNotKept() {
        open((opened, transport) -> {
            opened.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
            return transport;
        });
        assertThat(endpoint.isOpen()).isFalse();
        assertThat(relay.registry().connections()).isEmpty();
    }

    @Test
    void closeMayRunBesideTheRegistration() {
        restart(new Relay(CONFIG, credentials -> {
            CompletableFuture.runAsync(() -> endpoint.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "")))
                    .join();
            return CompletableFuture.completedStage(new Authentication.Accepted(User.ANONYMOUS));
        }));
        open();
        endpoint.text(registration("name"), true);
        assertThat(names()).isEmpty();
        assertThat(relay.registry().connections()).isEmpty();
    }

    private void restart(Relay other) {
        relay.close();
        relay = other;
    }

    @Test
    void wholeMessageOfTheFrameLayerIsProcessed() {
        open();
        endpoint.message(EncodedMessage.of(registration("Süd")));
        assertThat(names()).containsExactly("Süd");
    }

    @Test
    void malformedMessageIsSkippedBeforeARegistration() {
        open();
        endpoint.text("[]", true);
        endpoint.text("\ud800", true);
        endpoint.text(registration("name"), true);
        assertThat(names()).containsExactly("name");
    }

    @Test
    void binaryMessageClosesTheConnection() {
        open();
        endpoint.text(registration("name"), true);
        endpoint.binary(ByteBuffer.allocate(1), false);
        awaitClose("1003 Binary messages are not accepted.");
        assertThat(names()).isEmpty();
        endpoint.binary(ByteBuffer.allocate(1), true);
    }

    @Test
    void failureOfTheRelayClosesTheConnectionAndLeavesTheMethodByNoException() {
        relay.close();
        relay = new Relay(CONFIG, new FailingAuthenticator());
        open();
        endpoint.text(registration("name"), true);
        awaitClose("1011 Internal error.");
    }

    private static final class FailingAuthenticator implements Authenticator {
        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            throw new Failure();
        }
    }

    /** Has no stack trace, which would fill the log. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("failed", null, false, false);
        }
    }

    @Test
    void sessionThatDidNotOpenIsLeftAlone() {
        endpoint.text(registration("name"), true);
        endpoint.binary(ByteBuffer.allocate(1), true);
        endpoint.error(new IllegalStateException("handshake"));
        endpoint.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, ""));
        assertThat(fake.calls).isEmpty();
    }
}

package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.auth.Withdrawals;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;
import proxystore.relay.routing.Delivery;
import proxystore.relay.routing.PeerNetwork;

class RelayTest {
    @RegisterExtension
    final LogLines log = new LogLines(Relay.class);

    private Relay relay = relay(Map.of("shutdown.timeout", "30"));

    private static Relay relay(Map<String, String> settings) {
        return new Relay(RelayConfig.of(settings));
    }

    @AfterEach
    void nothingIsLeft() {
        relay.close();
        assertThat(relay.registry().connections()).isEmpty();
        assertThat(relay.registry().clients()).isEmpty();
        await().until(() -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("relay-"))
                .toList();
    }

    /** Over a transport that answers a close at once. */
    private RecordingTransport open() {
        RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
        Connection connection = relay.open(transport, Credentials.NONE);
        transport.whenClosed(() -> connection.closed("closed"));
        connection.receive(new Registration("name", UUID.randomUUID(), Generation.V0_5), 100);
        return transport;
    }

    private void openStubborn() {
        relay.open(new RecordingTransport("192.0.2.2:2"), Credentials.NONE);
    }

    @Test
    void closeClosesEveryConnectionWith1001AndReturnsWhenTheyAreGone() {
        relay.start();
        List<RecordingTransport> transports =
                Stream.generate(this::open).limit(50).toList();
        assertThat(relay.registry().clients()).hasSize(50);
        relay.close(); // would take 30 s if it waited for anything else
        assertThat(relay.registry().connections()).isEmpty();
        assertThat(transports)
                .allSatisfy(transport -> assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS));
    }

    @Test
    void aRelayThatLeavesStopsItsThreadsAndClosesNoConnection() {
        relay.start();
        RecordingTransport transport = open();
        relay.leave();
        assertThat(relay.readiness()).isEqualTo(Readiness.STOPPING);
        assertThat(transport.closes()).isEmpty();
        await().until(() -> threads().isEmpty());
        relay.registry().connections().forEach(connection -> connection.closed("the container has ended it"));
    }

    @Test
    void aRelayThatCannotServeClosesEveryConnectionAndSaysWhy() {
        CloseStatus status = CloseStatus.misconfigured("outbox.max_bytes");
        relay = Relay.refusing(status);
        relay.start();
        RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
        relay.open(transport, Credentials.NONE);
        assertThat(transport.closes()).containsExactly(status);
        assertThat(relay.registry().connections()).isEmpty();
        assertThat(relay.refusal()).contains(status);
    }

    @Test
    void closeWaitsNoLongerForASendInFlightThanItTakes() throws InterruptedException {
        relay.start();
        RecordingTransport transport = open();
        Connection connection =
                relay.registry().connections().stream().findFirst().orElseThrow();
        transport.hold();
        connection.receive(new Registration("name", UUID.randomUUID(), Generation.V0_5), 100);
        Thread closing = new Thread(relay::close);
        closing.start();
        await().until(() -> relay.readiness() == Readiness.STOPPING);
        assertThat(transport.closes()).isEmpty();
        transport.complete(null);
        closing.join(Duration.ofSeconds(10).toMillis()); // of the 30 that it may take
        assertThat(closing.isAlive()).isFalse();
        assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS);
    }

    @Test
    void messagesUnderWayAreSentBeforeTheClose() throws InterruptedException {
        relay.start();
        RecordingTransport transport = open();
        UUID uuid = relay.registry().clients().iterator().next().uuid();
        transport.hold();
        RecordingTransport sender = open();
        Connection connection = relay.registry().connections().stream()
                .filter(other ->
                        other.client() != null && !uuid.equals(other.client().uuid()))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 20; i++) {
            connection.receive(new PeerConnection(uuid, "name", uuid, "offer", "sdp " + i, null, null), 100);
        }
        Thread closing = new Thread(relay::close);
        closing.start();
        await().until(() -> !sender.closes().isEmpty());
        assertThat(transport.closes()).isEmpty();
        transport.release();
        closing.join(Duration.ofSeconds(10).toMillis());
        assertThat(closing.isAlive()).isFalse();
        assertThat(transport.sent()).hasSize(21);
        assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS);
    }

    @Test
    void messageThatIsNotSentDelaysTheCloseForHalfOfTheTimeout() {
        relay = relay(Map.of("shutdown.timeout", "0.4"));
        RecordingTransport transport = open();
        transport.hold();
        relay.registry()
                .connections()
                .iterator()
                .next()
                .receive(new Registration("name", UUID.randomUUID(), Generation.V0_5), 100);
        long began = System.nanoTime();
        relay.close();
        assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
    }

    @Test
    void closesAreSpread() throws InterruptedException {
        relay = relay(Map.of("shutdown.drain", "0.5", "shutdown.timeout", "30"));
        List<RecordingTransport> transports =
                Stream.generate(this::open).limit(200).toList();
        long began = System.nanoTime();
        Thread closing = new Thread(relay::close);
        closing.start();
        await().pollInterval(Duration.ofMillis(1)).until(() -> closed(transports) > 0);
        assertThat(closed(transports)).isLessThan(150);
        closing.join(Duration.ofSeconds(10).toMillis());
        assertThat(closed(transports)).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    private static long closed(List<RecordingTransport> transports) {
        return transports.stream()
                .filter(transport -> !transport.closes().isEmpty())
                .count();
    }

    @Test
    void interruptedStopClosesTheRestAtOnce() {
        relay = relay(Map.of("shutdown.drain", "60", "shutdown.timeout", "0"));
        List<RecordingTransport> transports =
                Stream.generate(this::open).limit(200).toList();
        Thread.currentThread().interrupt();
        relay.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed(transports)).isEqualTo(200);
    }

    @Test
    void aLameDuckIsUnreadyAndServesAllWhoCome() {
        relay.start();
        RecordingTransport before = open();
        relay.becomeLameDuck();
        assertThat(relay.readiness()).isEqualTo(Readiness.LAME_DUCK).hasToString("lame duck");
        RecordingTransport after = open();
        assertThat(relay.registry().clients()).hasSize(2);
        assertThat(List.of(before, after))
                .allSatisfy(transport -> assertThat(transport.closes()).isEmpty());
        relay.close();
        assertThat(relay.readiness()).isEqualTo(Readiness.STOPPING);
    }

    @Test
    void aRelayHasClientsWhileAConnectionIsOpenOrAHandshakeUnderWay() {
        assertThat(relay.hasClients()).isFalse();
        relay.handshakeBegins();
        assertThat(relay.hasClients()).isTrue();
        relay.handshakeEnds();
        assertThat(relay.hasClients()).isFalse();
        open();
        assertThat(relay.hasClients()).isTrue();
        relay.close();
        assertThat(relay.hasClients()).isFalse();
    }

    @Test
    void relayIsUnreadyBeforeItStopsAccepting() {
        assertThat(relay.readiness()).isEqualTo(Readiness.READY);
        AtomicReference<Readiness> whenAccepting = new AtomicReference<>(Readiness.READY);
        relay.drain(new Acceptor() {
            @Override
            public void stopAccepting() {
                whenAccepting.set(relay.readiness());
            }

            @Override
            public int awaitEnded(long deadlineNanos) {
                return 0;
            }
        });
        assertThat(whenAccepting).hasValue(Readiness.STOPPING);
    }

    @Test
    void resultSaysHowManyWereClosedAndCut() {
        relay = relay(Map.of("shutdown.timeout", "0.1"));
        open();
        open();
        openStubborn();
        Drained drained = relay.drain(Acceptor.CONTAINER);
        assertThat(drained).isEqualTo(new Drained(2, 1));
        assertThat(relay.drain(Acceptor.CONTAINER)).isEqualTo(drained);
        assertThat(log.get())
                .contains(
                        "INFO Stopped: connections closed: 2, cut off: 1 (their clients did not answer the close in time)");
    }

    @Test
    void peersThatDoNotAnswerAreNotWaitedForPastTheBound() {
        relay = relay(Map.of("shutdown.timeout", "0.2"));
        openStubborn();
        long began = System.nanoTime();
        relay.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
        assertThat(relay.registry().connections()).isEmpty();
    }

    @Test
    void closesThatBlockHoldUpNothingPastTheBound() {
        relay = relay(Map.of("shutdown.timeout", "0.2"));
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 20; i++) { // more than there are threads for
            RecordingTransport transport = new RecordingTransport("192.0.2.3:" + i);
            transport.whenClosed(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            });
            relay.open(transport, Credentials.NONE);
        }
        relay.close();
        await().until(() -> threads().isEmpty());
        assertThat(interrupted.get()).isPositive();
    }

    @Test
    void secondCloseDoesNothing() {
        RecordingTransport transport = open();
        relay.close();
        relay.close();
        assertThat(transport.closes()).hasSize(1);
    }

    @Test
    void secondCloseWaitsForTheFirst() throws InterruptedException {
        RecordingTransport transport = new RecordingTransport("192.0.2.2:2");
        Connection stubborn = relay.open(transport, Credentials.NONE);
        Thread first = new Thread(relay::close);
        first.start();
        await().until(() -> !transport.closes().isEmpty());
        Thread second = new Thread(relay::close);
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING);
        stubborn.closed("at last");
        first.join(5_000);
        second.join(5_000);
        assertThat(first.isAlive() || second.isAlive()).isFalse();
    }

    @Test
    void connectionThatOpensAfterTheEndIsClosedAtOnce() {
        relay.close();
        RecordingTransport transport = open();
        assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS);
    }

    @Test
    void connectionThatOpensWhileTheRelayStopsIsClosedAtOnce() throws InterruptedException {
        relay = relay(Map.of("shutdown.timeout", "30"));
        RecordingTransport earlier = new RecordingTransport("192.0.2.2:2");
        Connection stubborn = relay.open(earlier, Credentials.NONE);
        Thread stopping = new Thread(relay::close);
        stopping.start();
        await().until(() -> !earlier.closes().isEmpty());
        RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
        Connection newcomer = relay.open(transport, Credentials.NONE);
        assertThat(transport.closes()).containsExactly(CloseStatus.RELAY_STOPS);
        assertThat(newcomer.isOpen()).isFalse();
        assertThat(relay.registry().connections()).containsExactly(stubborn);
        stubborn.closed("at last");
        stopping.join(5_000);
        assertThat(stopping.isAlive()).isFalse();
    }

    @Test
    void oneConnectionTooManyOfAnAddressIsClosedAndNoOther() {
        relay = relay(Map.of("address.max_connections", "2"));
        RecordingTransport first = new RecordingTransport("192.0.2.1:1");
        Connection leaving = relay.open(first, Credentials.NONE);
        RecordingTransport second = open();
        RecordingTransport third = open();
        RecordingTransport elsewhere = new RecordingTransport("192.0.2.2:1");
        relay.open(elsewhere, Credentials.NONE);

        assertThat(third.closes()).containsExactly(CloseStatus.TOO_MANY_CONNECTIONS);
        assertThat(List.of(first, second, elsewhere))
                .allSatisfy(transport -> assertThat(transport.closes()).isEmpty());
        assertThat(relay.registry().connections()).hasSize(3);

        leaving.closed("gone");
        leaving.abandoned("gone twice");
        assertThat(open().closes()).isEmpty();
        assertThat(open().closes()).containsExactly(CloseStatus.TOO_MANY_CONNECTIONS);
    }

    @Test
    void connectionsPastTheLimitOfTheRelayAreRefusedUntilOthersAreGone() {
        relay = relay(Map.of("admission.max_connections", "2", "address.close_timeout", "7"));
        Connection first = relay.open(new RecordingTransport("192.0.2.1:1"), Credentials.NONE);
        relay.open(new RecordingTransport("192.0.2.2:1"), Credentials.NONE);
        RecordingTransport refused = new RecordingTransport("192.0.2.3:1");
        relay.open(refused, Credentials.NONE);
        assertThat(refused.closes()).containsExactly(CloseStatus.RELAY_FULL);
        assertThat(refused.refusalPatience()).isEqualTo(Duration.ofSeconds(7));
        first.closed("gone");
        first.abandoned("gone twice");
        assertThat(open().closes()).isEmpty();
        assertThat(open().closes()).containsExactly(CloseStatus.RELAY_FULL);
        assertThat(log.get())
                .contains("WARN Refused 192.0.2.3:1: the relay has 2 connections (admission.max_connections)");
    }

    @Test
    void refusedConnectionCountsUntilItsTcpConnectionIsGone() {
        relay = relay(Map.of("address.max_connections", "1", "address.close_timeout", "7"));
        Connection first = relay.open(new RecordingTransport("192.0.2.1:1"), Credentials.NONE);
        RecordingTransport refused = new RecordingTransport("192.0.2.1:2");
        refused.linger();
        relay.open(refused, Credentials.NONE);
        assertThat(refused.refusalPatience()).isEqualTo(Duration.ofSeconds(7));
        first.closed("gone");
        assertThat(open().closes()).containsExactly(CloseStatus.TOO_MANY_CONNECTIONS);
        refused.hangUp();
        assertThat(open().closes()).isEmpty();
    }

    @Test
    void refusedConnectionsAreCountedAndTheNetworkIsClosedInTheEnd() {
        RecordingEvents events = new RecordingEvents();
        AtomicInteger networkCloses = new AtomicInteger();
        RelayConfig config = RelayConfig.of(Map.of("address.max_connections", "1", "shutdown.timeout", "0"));
        relay.close();
        relay = new Relay(config, Authenticator.NONE, new ClosingNetwork(networkCloses), events);
        relay.open(new RecordingTransport("192.0.2.1:1"), Credentials.NONE);
        relay.open(new RecordingTransport("192.0.2.1:2"), Credentials.NONE);
        assertThat(events.next())
                .containsExactly(
                        "opened",
                        "opened",
                        "refused ADDRESS_CONNECTIONS",
                        "closed " + CloseStatus.TOO_MANY_CONNECTIONS.code());
        assertThat(networkCloses).hasValue(0);
        relay.close();
        assertThat(networkCloses).hasValue(1);
        assertThat(events.next()).containsExactly("closed 1001");
        relay.open(new RecordingTransport("192.0.2.1:3"), Credentials.NONE);
        assertThat(events.next()).containsExactly("opened", "refused STOPPING", "closed 1001");
    }

    private record ClosingNetwork(AtomicInteger closes) implements PeerNetwork {
        @Override
        public void join(LocalNode node) {}

        @Override
        public void registered(Client client) {}

        @Override
        public void unregistered(Client client) {}

        @Override
        public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
            return CompletableFuture.completedFuture(Delivery.UNKNOWN);
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    @Test
    void refusalsOfAnAddressAreLoggedOnceAMinute() {
        relay = relay(Map.of("address.max_connections", "1"));
        relay.open(new RecordingTransport("192.0.2.9:1"), Credentials.NONE);
        for (int port = 2; port < 100; port++) {
            relay.open(new RecordingTransport("192.0.2.9:" + port), Credentials.NONE);
        }
        assertThat(log.get().stream().filter(line -> line.contains("192.0.2.9")))
                .containsExactly("WARN Refused 192.0.2.9:2: its address has 1 connections (address.max_connections)");
    }

    @Test
    void silentConnectionIsPingedAndCutOff() {
        relay = relay(Map.of("heartbeat.ping_interval", "0.02", "heartbeat.pong_timeout", "0.02"));
        relay.start();
        RecordingTransport transport = open();
        await().until(() -> transport.terminations() == 1);
        assertThat(transport.pings()).isPositive();
        await().until(() -> relay.registry().connections().isEmpty());
    }

    @Test
    void clientIsClosedSoonAfterItsTokenIsWithdrawn() {
        AtomicBoolean withdrawn = new AtomicBoolean();
        relay = new Relay(RelayConfig.defaults(), new Authenticator() {
            @Override
            public CompletionStage<Authentication> authenticate(Credentials credentials) {
                return CompletableFuture.completedStage(new Authentication.Accepted(User.ANONYMOUS));
            }

            @Override
            public Optional<Withdrawals> withdrawals() {
                return Optional.of(() -> proof -> withdrawn.get());
            }
        });
        relay.start();
        RecordingTransport transport = open();
        assertThat(transport.closes()).isEmpty();
        withdrawn.set(true);
        await().until(() -> relay.registry().connections().isEmpty());
        assertThat(transport.closes()).extracting(CloseStatus::code).containsExactly(4002);
        relay.close();
        await().until(() -> threads().isEmpty());
    }

    @Test
    void authenticatorIsAskedAndClosedInTheEnd() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        relay = new Relay(RelayConfig.defaults(), new Authenticator() {
            @Override
            public CompletionStage<Authentication> authenticate(Credentials credentials) {
                asked.incrementAndGet();
                return CompletableFuture.completedStage(new Authentication.Accepted(User.ANONYMOUS));
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        open();
        assertThat(asked).hasValue(1);
        assertThat(closed).hasValue(0);
        relay.close();
        assertThat(closed).hasValue(1);
    }
}

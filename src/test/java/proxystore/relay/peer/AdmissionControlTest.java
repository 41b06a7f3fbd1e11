package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;

class AdmissionControlTest {
    private static final User ALICE = new User("alice", "Alice");
    private static final User BOB = new User("bob", "Bob");

    private final SettableClock clock = new SettableClock();
    private final RelayConfig config = RelayConfig.of(Map.of(
            "address.max_connections", "3",
            "address.max_handshakes_per_second", "2",
            "admission.max_user_connections", "2"));
    private final AdmissionControl control = new AdmissionControl(config, 5, clock);

    private Admission enter(String address) {
        return new Admission(config, control, address, clock);
    }

    private static @Nullable Refusal reason(Admission admission) {
        return admission.refusal().map(AdmissionRefusal::reason).orElse(null);
    }

    @Test
    void eachConnectionLeavesOnce() {
        Admission one = enter("192.0.2.1:1");
        assertThat(control.connections()).isEqualTo(1);
        one.leave();
        one.leave();
        assertThat(control.connections()).isZero();
    }

    @Test
    void connectionsInAllAreLimited() {
        List<Admission> admitted =
                IntStream.range(0, 5).mapToObj(i -> enter("192.0.2." + i)).toList();
        assertThat(admitted)
                .allSatisfy(admission -> assertThat(admission.refusal()).isEmpty());
        Admission refused = enter("192.0.2.100:1");
        assertThat(refused.refusal())
                .contains(new AdmissionRefusal(
                        Refusal.CONNECTIONS,
                        CloseStatus.RELAY_FULL,
                        "the relay has 5 connections (admission.max_connections)"));
        admitted.get(0).leave();
        assertThat(reason(enter("192.0.2.101:1"))).isEqualTo(Refusal.CONNECTIONS);
        refused.leave();
        admitted.get(1).leave();
        assertThat(reason(enter("192.0.2.102:1"))).isNull();
    }

    @Test
    void addressPastItsOwnLimitIsToldSoEvenIfTheRelayIsFull() {
        for (int i = 0; i < 3; i++) {
            enter("192.0.2.1:" + i);
        }
        assertThat(reason(enter("192.0.2.1:3"))).isEqualTo(Refusal.ADDRESS_CONNECTIONS);
        enter("192.0.2.2:1");
        assertThat(reason(enter("192.0.2.1:4"))).isEqualTo(Refusal.ADDRESS_CONNECTIONS);
        assertThat(reason(enter("192.0.2.3:1"))).isEqualTo(Refusal.CONNECTIONS);
    }

    @Test
    void handshakesOfAnAddressAreLimitedAndABurstIsTenTimesTheRate() {
        for (int i = 0; i < 20; i++) {
            Admission admission = enter("[2001:db8::1]:" + i);
            assertThat(admission.refusal()).isEmpty();
            admission.leave();
        }
        Admission refused = enter("[2001:db8::2]:1");
        assertThat(refused.refusal())
                .contains(new AdmissionRefusal(
                        Refusal.ADDRESS_HANDSHAKES,
                        CloseStatus.TOO_MANY_HANDSHAKES,
                        "its address opens more than 2 connections per second (address.max_handshakes_per_second)"));
        refused.leave();
        assertThat(reason(enter("[2001:db8:0:1::1]:1"))).isNull();
        clock.advance(Duration.ofMillis(500));
        assertThat(reason(enter("[2001:db8::1]:1"))).isNull();
        assertThat(reason(enter("[2001:db8::1]:2"))).isEqualTo(Refusal.ADDRESS_HANDSHAKES);
    }

    @Test
    void changedLimitsHoldForConnectionsThatOpenLaterAndCountThoseThatAreOpen() {
        enter("192.0.2.1:1").registers(ALICE, false);
        enter("192.0.2.1:2").registers(ALICE, false);
        control.change(RelayConfig.of(Map.of("address.max_connections", "2", "admission.max_user_connections", "1")));

        Admission third = enter("192.0.2.1:3");
        assertThat(reason(third)).isEqualTo(Refusal.ADDRESS_CONNECTIONS);
        third.leave();
        assertThat(enter("192.0.2.2:1").registers(ALICE, false)).isPresent();
        control.change(RelayConfig.of(Map.of("admission.max_connections", "3")));
        assertThat(reason(enter("192.0.2.3:1"))).isEqualTo(Refusal.CONNECTIONS);
        control.change(RelayConfig.defaults());
        assertThat(reason(enter("192.0.2.1:3"))).isNull();
        assertThat(enter("192.0.2.2:2").registers(ALICE, false)).isEmpty();
    }

    @Test
    void aLimitThatWasOffCountsTheConnectionsFromBefore() {
        AdmissionControl unlimited = new AdmissionControl(RelayConfig.defaults(), 0, clock);
        Admission open = new Admission(config, unlimited, "192.0.2.1:1", clock);
        unlimited.change(RelayConfig.of(Map.of("address.max_connections", "1")));

        assertThat(unlimited.enter("192.0.2.1:2")).isNotNull();
        open.leave();
        unlimited.leave("192.0.2.1:2");
        assertThat(unlimited.enter("192.0.2.1:3")).isNull();
    }

    @Test
    void registeredConnectionsOfAUserAreLimited() {
        Admission first = enter("192.0.2.1:1");
        assertThat(first.registers(ALICE, false)).isEmpty();
        assertThat(first.registers(ALICE, false)).isEmpty(); // again on the same connection
        assertThat(enter("192.0.2.2:1").registers(ALICE, false)).isEmpty();
        Admission third = enter("192.0.2.3:1");
        assertThat(third.registers(ALICE, false))
                .contains(new AdmissionRefusal(
                        Refusal.USER_CONNECTIONS,
                        CloseStatus.TOO_MANY_OF_USER,
                        "its user has 2 connections (admission.max_user_connections)"));
        assertThat(enter("192.0.2.4:1").registers(BOB, false)).isEmpty();
        third.ends();
        first.ends();
        assertThat(enter("192.0.2.5:1").registers(ALICE, false)).isEmpty();
    }

    @Test
    void connectionThatReplacesAnotherOneOfItsUserIsAllowed() {
        Admission first = enter("192.0.2.1:1");
        first.registers(ALICE, false);
        enter("192.0.2.2:1").registers(ALICE, false);
        assertThat(enter("192.0.2.3:1").registers(ALICE, true)).isEmpty();
        first.ends();
        assertThat(enter("192.0.2.4:1").registers(ALICE, false)).isNotEmpty();
    }

    @Test
    void connectionThatHasEndedIsNotCountedForItsUser() {
        Admission late = enter("192.0.2.1:1");
        late.ends();
        assertThat(late.registers(ALICE, false)).isEmpty();
        assertThat(enter("192.0.2.2:1").registers(ALICE, false)).isEmpty();
        assertThat(enter("192.0.2.3:1").registers(ALICE, false)).isEmpty();
    }

    @Test
    void clientsOfARelayWithoutUsersAreNotLimited() {
        for (int i = 0; i < 5; i++) {
            assertThat(enter("192.0.2." + i).registers(User.ANONYMOUS, false)).isEmpty();
        }
    }

    @Test
    void memoryOfUnfinishedMessagesIsLimitedForAllConnectionsTogether() {
        RelayConfig small = RelayConfig.of(Map.of("admission.max_received_bytes", "1000"));
        AdmissionControl relay = new AdmissionControl(small, 0, clock);
        Admission one = new Admission(small, relay, "192.0.2.1:1", clock);
        Admission other = new Admission(small, relay, "192.0.2.2:1", clock);
        assertThat(one.messageGrows(400)).isTrue();
        assertThat(one.messageGrows(300)).isTrue();
        assertThat(other.messageGrows(301)).isFalse();
        assertThat(other.messageGrows(300)).isTrue();
        assertThat(relay.received().heldBytes()).isEqualTo(1000);
        one.messageEnds();
        one.messageEnds();
        assertThat(relay.received().heldBytes()).isEqualTo(300);
        one.messageGrows(700);
        one.ends();
        assertThat(relay.received().heldBytes())
                .as("until the connection is gone")
                .isEqualTo(1000);
        one.leave();
        assertThat(one.messageGrows(1)).isFalse();
        other.leave();
        assertThat(relay.received().heldBytes()).isZero();
    }

    @Test
    void nothingIsCountedInTheEndWhateverTheThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = IntStream.range(0, 2_000)
                    .<Future<?>>mapToObj(i -> {
                        Admission admission = enter("192.0.2." + i % 7);
                        threads.execute(() -> admission.registers(ALICE, false));
                        threads.execute(admission::leave);
                        threads.execute(admission::ends);
                        return threads.submit(admission::leave);
                    })
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(control.connections()).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(reason(enter("192.0.2.1:1"))).isNull();
        assertThat(enter("192.0.2.2:1").registers(ALICE, false)).isEqualTo(Optional.empty());
        assertThat(enter("192.0.2.3:1").registers(ALICE, false)).isEqualTo(Optional.empty());
        assertThat(enter("192.0.2.4:1").registers(ALICE, false)).isNotEmpty();
    }
}

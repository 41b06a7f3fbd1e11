package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Clients that register too often, or send to no client. */
final class RegistrationFloods {
    private static final int TRY_AGAIN_LATER = 1013;
    /** Past the limits of a minute, rate.max_registrations_per_minute and takeover.max_per_minute. */
    private static final int TOO_MANY = 70;

    private static final int MAX_TAKEOVERS = 60;
    /** Of 2 kB each: more than the relay holds for a client in this test, and the kernel. */
    private static final int UNREAD = 5_000;

    private RegistrationFloods() {}

    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of(
                        "registrations in a loop",
                        Attack.inTurn(
                                Named.of("0.5", loop(ClientGeneration.V0_5)),
                                Named.of("1.0", loop(ClientGeneration.V1_0)))),
                Named.of("connections in a loop", RegistrationFloods::connections),
                Named.of("a fight for a uuid", RegistrationFloods::fight),
                Named.of("messages to nobody", RegistrationFloods::messagesToNobody),
                Named.of("messages to nobody whose return is not read", RegistrationFloods::unread));
    }

    private static Attack loop(ClientGeneration generation) {
        return offenders -> {
            TestPeer peer = offenders.open();
            for (int i = 0; i < TOO_MANY; i++) {
                String uuid = UUID.randomUUID().toString();
                Offenders.asFarAsItGets(() -> peer.send(TestMessages.registration(generation, uuid, "loop")));
            }
            assertThat(peer.awaitClose().code()).isEqualTo(TRY_AGAIN_LATER);
        };
    }

    private static void connections(Offenders offenders) {
        for (int i = 0; i < TOO_MANY; i++) {
            offenders.register(ClientGeneration.byTurns(i)).peer().close();
        }
    }

    /** The owner stays once there were too many takeovers. */
    private static void fight(Offenders offenders) {
        UUID uuid = UUID.randomUUID();
        TestEndpoint owner = offenders.register(ClientGeneration.V1_0, uuid);
        for (int i = 0; i < MAX_TAKEOVERS; i++) {
            TestEndpoint newcomer = offenders.register(ClientGeneration.V1_0, uuid);
            assertDisplaced(owner.peer());
            owner = newcomer;
        }
        for (int i = MAX_TAKEOVERS; i < TOO_MANY; i++) {
            TestPeer newcomer = offenders.open();
            newcomer.send(owner.registration());
            assertDisplaced(newcomer);
        }
        owner.assertRegisteredAndQuiet();
    }

    private static void assertDisplaced(TestPeer peer) {
        assertThat(peer.awaitClose().code()).isEqualTo(ClientGeneration.V1_0.displacedCode());
    }

    private static void messagesToNobody(Offenders offenders) {
        TestEndpoint sender = offenders.register(ClientGeneration.V1_0);
        for (int i = 0; i < 1_000; i++) {
            sender.peer().send(sender.offer(UUID.randomUUID()));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(sender.peer().expectMessage().getString("error")).contains("not registered");
        }
        sender.assertRegisteredAndQuiet();
    }

    private static void unread(Offenders offenders) {
        TestEndpoint sender = offenders.register(
                ClientGeneration.V1_0, UUID.randomUUID(), offenders.handshake().receiveBuffer(4096));
        sender.peer().freeze();
        byte[] message = WebSocketFrames.masked(
                WebSocketFrames.TEXT,
                true,
                sender.offer(UUID.randomUUID()).toString().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < UNREAD; i++) {
            Offenders.asFarAsItGets(() -> sender.peer().sendRaw(message));
        }
        sender.peer().thaw();
        assertThat(sender.peer().awaitClose().code()).isIn(TRY_AGAIN_LATER, PeerEvent.CloseReceived.NO_FRAME);
    }
}

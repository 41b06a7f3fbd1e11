package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way in which a client can go: it is unregistered at once. */
interface LeavingScenarios extends Scenarios {
    enum Departure {
        CLOSE_NORMAL {
            @Override
            void leave(TestPeer peer) {
                peer.sendClose(1000, "done");
                assertThat(peer.expectClose().code()).isEqualTo(1000);
                peer.expectEnd();
            }
        },
        CLOSE_PROTOCOL_ERROR {
            @Override
            void leave(TestPeer peer) {
                peer.sendClose(1002, "");
                assertThat(peer.expectClose().code()).isEqualTo(1002);
                peer.expectEnd();
            }
        },
        CLOSE_WITHOUT_CODE {
            @Override
            void leave(TestPeer peer) {
                peer.sendFrame(WebSocketFrames.CLOSE, true, new byte[0]);
                peer.awaitClose();
            }
        },
        CLOSE_AND_RESET {
            @Override
            void leave(TestPeer peer) {
                peer.sendClose(1001, "");
                peer.reset();
            }
        },
        RESET {
            @Override
            void leave(TestPeer peer) {
                peer.reset();
            }
        },
        END_OF_STREAM {
            @Override
            void leave(TestPeer peer) {
                peer.hangUp();
            }
        },
        END_WITHIN_A_MESSAGE {
            @Override
            void leave(TestPeer peer) {
                peer.sendFrame(WebSocketFrames.TEXT, false, new byte[] {'{', '"'});
                peer.hangUp();
            }
        },
        RESERVED_OPCODE {
            @Override
            void leave(TestPeer peer) {
                peer.sendFrame(0x3, true, new byte[0]);
                assertThat(peer.expectClose().code()).isEqualTo(1002);
            }
        };

        abstract void leave(TestPeer peer);
    }

    @ParameterizedTest
    @EnumSource(Departure.class)
    default void aClientThatLeavesIsUnregisteredAtOnce(Departure way) {
        for (ClientGeneration generation : ClientGeneration.values()) {
            TestEndpoint observer = peers().register(generation);
            TestEndpoint endpoint = peers().register(generation);
            observer.reaches(endpoint);
            // By its answer the relay has learned that its message to the endpoint has left. If the endpoint broke a
            // rule while
            // Tomcat has not reported that, the failed send could close the connection first, with 1011.
            endpoint.reaches(observer);
            Instant start = Instant.now();

            way.leave(endpoint.peer());
            observer.awaitUnknown(endpoint.uuid());

            assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
            observer.assertRegisteredAndQuiet();
        }
    }
}

package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.standalone.frames.ClientFrames.BINARY;
import static proxystore.relay.standalone.frames.ClientFrames.CONTINUATION;
import static proxystore.relay.standalone.frames.ClientFrames.FIN;
import static proxystore.relay.standalone.frames.ClientFrames.PING;
import static proxystore.relay.standalone.frames.ClientFrames.TEXT;
import static proxystore.relay.standalone.frames.ClientFrames.concat;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FastPathFrames} accepts from a client before and after its registration. */
class FastPathFramesAdmissionTest {
    private static final int UNREGISTERED = FastPathFramesFixture.MAX_UNREGISTERED_BYTES;
    private static final int REGISTERED = FastPathFramesFixture.MAX_MESSAGE_BYTES;
    private static final byte[] REGISTRATION =
            text(ClientMessages.registration(UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01")));
    private static final byte[] NOTHING = {};

    private final FastPathFramesFixture direct = new FastPathFramesFixture(true);
    private final FastPathFramesFixture indirect = new FastPathFramesFixture(false);

    @AfterEach
    void stop() {
        direct.close();
        indirect.close();
    }

    private List<FastPathFramesFixture> both() {
        return List.of(direct, indirect);
    }

    @ParameterizedTest
    @ValueSource(ints = {FIN | TEXT, TEXT, FIN | BINARY, BINARY, CONTINUATION})
    void frameOverTheLimitIsRefusedOnItsHeader(int firstByte) {
        for (FastPathFramesFixture fixture : both()) {
            receive(fixture, frame(firstByte, UNREGISTERED + 1, NOTHING, true));
            await().until(fixture::isClosing);
            receive(fixture, new byte[UNREGISTERED + 1]);
            assertThat(fixture.tyrus.size()).isZero();
        }
    }

    @Test
    void frameOfExactlyTheLimitIsAccepted() {
        for (FastPathFramesFixture fixture : both()) {
            receive(fixture, frame(FIN | TEXT, UNREGISTERED, new byte[UNREGISTERED - 1], true));
            assertThat(isOpen(fixture)).isTrue();
        }
    }

    @Test
    void theLimitHoldsForTheSumOfTheFragments() {
        byte[] fragments = concat(
                frame(TEXT, new byte[UNREGISTERED / 2]),
                frame(FIN | PING, NOTHING),
                frame(CONTINUATION, new byte[UNREGISTERED / 2]),
                frame(CONTINUATION, NOTHING));
        for (FastPathFramesFixture fixture : both()) {
            receive(fixture, fragments);
            assertThat(isOpen(fixture)).isTrue();
            assertThat(fixture.tyrus.toByteArray()).isEqualTo(fragments);
            receive(fixture, frame(FIN | CONTINUATION, new byte[1]));
            await().until(fixture::isClosing);
            assertThat(fixture.tyrus.toByteArray()).isEqualTo(fragments);
        }
    }

    @Test
    void hugeLengthAfterAFragmentDoesNotOverflow() {
        for (FastPathFramesFixture fixture : both()) {
            receive(fixture, frame(TEXT, new byte[UNREGISTERED]));
            receive(fixture, frame(CONTINUATION, Long.MAX_VALUE, NOTHING, true));
            await().until(fixture::isClosing);
        }
    }

    @Test
    void theSumStartsAgainWithEachMessage() {
        byte[] message =
                concat(frame(TEXT, new byte[UNREGISTERED / 2]), frame(FIN | CONTINUATION, new byte[UNREGISTERED / 2]));
        for (int i = 0; i < 10; i++) {
            receive(indirect, message);
        }
        assertThat(isOpen(indirect)).isTrue();
    }

    @Test
    void registeredClientMaySendLongMessagesWholeAndInFragments() {
        receive(direct, REGISTRATION);
        receive(direct, frame(FIN | TEXT, REGISTERED, new byte[REGISTERED], true));
        receive(direct, concat(frame(TEXT, new byte[REGISTERED / 2]), frame(CONTINUATION, new byte[REGISTERED / 2])));
        assertThat(isOpen(direct)).isTrue();
        receive(direct, frame(CONTINUATION, new byte[1]));
        await().until(direct::isClosing);
    }

    @Test
    void aLongMessageIsAcceptedRightAfterTheRegistration() {
        receive(direct, concat(REGISTRATION, frame(FIN | TEXT, REGISTERED, NOTHING, true)));
        assertThat(isOpen(direct)).isTrue();
    }

    private static boolean isOpen(FastPathFramesFixture fixture) {
        return fixture.relay.registry().connections().iterator().next().isOpen();
    }

    private static void receive(FastPathFramesFixture fixture, byte[] bytes) {
        fixture.frames.handle(ByteBuffer.wrap(bytes));
    }
}

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

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FrameReader} accepts from a client before and after its registration. */
class FrameReaderAdmissionTest {
    private static final int UNREGISTERED = FrameFixture.MAX_UNREGISTERED_BYTES;
    private static final int REGISTERED = FrameFixture.MAX_MESSAGE_BYTES;
    private static final byte[] REGISTRATION =
            text(ClientMessages.registration(UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01")));
    private static final byte[] NOTHING = {};

    private final FrameFixture direct = new FrameFixture(true);
    private final FrameFixture indirect = new FrameFixture(false);

    @AfterEach
    void stop() {
        direct.close();
        indirect.close();
    }

    private List<FrameFixture> both() {
        return List.of(direct, indirect);
    }

    @ParameterizedTest
    @ValueSource(ints = {FIN | TEXT, TEXT, FIN | BINARY, BINARY})
    void frameOverTheLimitIsRefusedOnItsHeader(int firstByte) {
        for (FrameFixture fixture : both()) {
            fixture.receive(frame(firstByte, UNREGISTERED + 1, NOTHING, true));
            await().until(fixture::isClosing);
            fixture.receive(new byte[UNREGISTERED + 1]);
            assertThat(fixture.tyrus.size()).isZero();
        }
    }

    @Test
    void frameOfExactlyTheLimitIsAccepted() {
        for (FrameFixture fixture : both()) {
            fixture.receive(frame(FIN | TEXT, UNREGISTERED, new byte[UNREGISTERED - 1], true));
            assertThat(fixture.isOpen()).isTrue();
        }
    }

    @Test
    void theLimitHoldsForTheSumOfTheFragments() {
        byte[] fragments = concat(
                frame(TEXT, new byte[UNREGISTERED / 2]),
                frame(FIN | PING, NOTHING),
                frame(CONTINUATION, new byte[UNREGISTERED / 2]),
                frame(CONTINUATION, NOTHING));
        for (FrameFixture fixture : both()) {
            fixture.receive(fragments);
            assertThat(fixture.isOpen()).isTrue();
            fixture.receive(frame(FIN | CONTINUATION, new byte[1]));
            await().until(fixture::isClosing);
            if (fixture == indirect) {
                assertThat(fixture.tyrus.toByteArray()).isEqualTo(fragments);
            }
        }
    }

    @Test
    void hugeLengthAfterAFragmentDoesNotOverflow() {
        for (FrameFixture fixture : both()) {
            fixture.receive(frame(TEXT, new byte[UNREGISTERED]));
            fixture.receive(frame(CONTINUATION, Long.MAX_VALUE, NOTHING, true));
            await().until(fixture::isClosing);
        }
    }

    @Test
    void theSumStartsAgainWithEachMessage() {
        byte[] message =
                concat(frame(TEXT, new byte[UNREGISTERED / 2]), frame(FIN | CONTINUATION, new byte[UNREGISTERED / 2]));
        for (int i = 0; i < 10; i++) {
            indirect.receive(message);
        }
        assertThat(indirect.isOpen()).isTrue();
    }

    @Test
    void registeredClientMaySendLongMessagesWholeAndInFragments() {
        direct.receive(REGISTRATION);
        direct.receive(frame(FIN | TEXT, REGISTERED, new byte[REGISTERED], true));
        direct.receive(concat(frame(TEXT, new byte[REGISTERED / 2]), frame(CONTINUATION, new byte[REGISTERED / 2])));
        assertThat(direct.isOpen()).isTrue();
        direct.receive(frame(CONTINUATION, new byte[1]));
        await().until(direct::isClosing);
    }

    @Test
    void aLongMessageIsAcceptedRightAfterTheRegistration() {
        direct.receive(concat(REGISTRATION, frame(FIN | TEXT, REGISTERED, NOTHING, true)));
        assertThat(direct.isOpen()).isTrue();
    }
}

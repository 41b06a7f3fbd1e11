package proxystore.relay.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestSignalTest {
    private final AtomicInteger answers = new AtomicInteger();
    private final RequestSignal signal = RequestSignal.uncaught();

    @Test
    void eachSignalIsAnswered() {
        signal.answerWith(answers::incrementAndGet);
        assertThat(answers).hasValue(0);
        signal.arrive();
        signal.arrive();
        assertThat(answers).hasValue(2);
    }

    @Test
    void signalsThatArriveBeforeTheProcessCanAnswerAreAnsweredOnce() {
        signal.arrive();
        signal.arrive();
        signal.answerWith(answers::incrementAndGet);
        assertThat(answers).hasValue(1);
    }

    @Test
    void aSystemWithoutTheSignalChangesNothing() {
        RequestSignal.caught("NOSUCHSIGNAL").answerWith(answers::incrementAndGet);
        assertThat(answers).hasValue(0);
    }
}

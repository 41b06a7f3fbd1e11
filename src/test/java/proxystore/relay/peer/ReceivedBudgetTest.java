package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReceivedBudgetTest {
    @Test
    void whatFitsIsCountedAndWhatDoesNotIsRefused() {
        ReceivedBudget budget = new ReceivedBudget(100);
        assertThat(budget.reserve(100)).isTrue();
        assertThat(budget.reserve(1)).isFalse();
        assertThat(budget.heldBytes()).isEqualTo(100);
        budget.release(100);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void whatFitsIsNotRefusedWhileSomethingLargerIsBeingRefused() throws Exception {
        ReceivedBudget budget = new ReceivedBudget(100);
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread larger = new Thread(() -> {
            while (!done.get()) {
                budget.reserve(101);
                started.countDown();
            }
        });
        larger.start();
        started.await();
        int refused = 0;
        for (int i = 0; i < 10_000_000; i++) {
            if (budget.reserve(50)) {
                budget.release(50);
            } else {
                refused++;
            }
        }
        done.set(true);
        larger.join();
        assertThat(refused).isZero();
        assertThat(budget.heldBytes()).isZero();
    }
}

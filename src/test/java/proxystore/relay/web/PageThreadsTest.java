package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PageThreadsTest {
    @Test
    void aPagePastTheQueueIsRejected() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(PageThreads.THREADS);
        try (PageThreads threads = new PageThreads()) {
            for (int i = 0; i < PageThreads.THREADS + PageThreads.MAX_WAITING; i++) {
                threads.execute(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                    ended.countDown();
                });
            }
            assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
        ended.await();
        assertThat(interrupted).hasValue(PageThreads.THREADS);
    }
}

package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import proxystore.relay.cluster.Outgoing.Batch;
import proxystore.relay.cluster.Outgoing.Publication;

class OutgoingTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final Outgoing outgoing = new Outgoing(3, 100);

    private static Publication publication(int bytes) {
        return new Publication("subject", null, new byte[bytes], null);
    }

    private Batch take(boolean connected) throws InterruptedException {
        return outgoing.take(connected, 0);
    }

    @Test
    void publicationsAreTakenInTheirOrder() throws Exception {
        Publication first = publication(1);
        Publication second = publication(1);
        outgoing.offer(first);
        outgoing.offer(second);
        assertThat(take(true).publications()).containsExactly(first, second);
        assertThat(take(true).isEmpty()).isTrue();
    }

    @Test
    void numberAndBytesOfPublicationsAreLimited() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(outgoing.offer(publication(1))).isTrue();
        }
        assertThat(outgoing.offer(publication(1))).isFalse();
        take(true);
        assertThat(outgoing.offer(publication(99))).isTrue();
        assertThat(outgoing.offer(publication(2))).isFalse();
        assertThat(outgoing.offer(publication(1))).isTrue();
    }

    @Test
    void returnedMessagesHaveTheirOwnLimitAndWaitForTheConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            outgoing.offer(publication(1));
            assertThat(outgoing.offerReturn(publication(10))).isTrue();
        }
        assertThat(outgoing.offerReturn(publication(1))).isFalse();
        assertThat(take(false).returns()).isEmpty();
        assertThat(outgoing.offerReturn(publication(1))).isFalse();
        assertThat(take(true).returns()).hasSize(3);
        assertThat(outgoing.offerReturn(publication(100))).isTrue();
        assertThat(outgoing.offerReturn(publication(1))).isFalse();
    }

    @Test
    void uuidThatChangesOftenWaitsOnceAndForTheConnection() throws Exception {
        for (UUID uuid : List.of(A, B, A, A, B)) {
            outgoing.changed(uuid);
        }
        assertThat(take(false).changes()).isEmpty();
        assertThat(take(true).changes()).containsExactly(A, B);
        assertThat(take(true).changes()).isEmpty();
    }
}

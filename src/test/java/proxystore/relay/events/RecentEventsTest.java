package proxystore.relay.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import proxystore.relay.events.RecentEvents.ClientEvent;
import proxystore.relay.events.RecentEvents.ClientEventKind;
import proxystore.relay.message.Generation;

class RecentEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    private final RecentEvents recent = new RecentEvents(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void eachEventIsKeptTheNewestFirst() {
        CountedEvents events = new CountedEvents(new RelayCounts(), recent, RelayEvents.NONE);
        events.opened();
        events.registered(Generation.V0_5, "alice");
        events.takenOver("bob");
        events.refused(Refusal.OTHER_USER, "carol");
        events.closed(4002, "dave", "closed with 4002 \n");
        events.offerUnanswered("erin", "frank");
        events.forwarded(1);

        assertThat(recent.newestFirst())
                .containsExactly(
                        new ClientEvent(5, NOW, ClientEventKind.UNANSWERED, "erin", "offer to frank"),
                        new ClientEvent(4, NOW, ClientEventKind.CLOSED, "dave", "closed with 4002 \\u000a"),
                        new ClientEvent(3, NOW, ClientEventKind.REFUSED, "carol", "other user"),
                        new ClientEvent(2, NOW, ClientEventKind.TAKEN_OVER, "bob", ""),
                        new ClientEvent(1, NOW, ClientEventKind.REGISTERED, "alice", "generation 0.5"));
        assertThat(ClientEventKind.TAKEN_OVER).hasToString("taken over");
    }

    @Test
    void onlyTheLastEventsAreKept() {
        for (int i = 1; i <= 3 * RecentEvents.CAPACITY + 7; i++) {
            recent.refused(Refusal.PATH, i);
        }

        List<ClientEvent> entries = recent.newestFirst();
        assertThat(entries).hasSize(RecentEvents.CAPACITY);
        assertThat(entries.get(0).client()).isEqualTo(String.valueOf(3 * RecentEvents.CAPACITY + 7));
        assertThat(entries.get(199).client()).isEqualTo(String.valueOf(2 * RecentEvents.CAPACITY + 8));
    }

    @Test
    void manyThreadsAddEvents() {
        IntStream.range(0, 10_000).parallel().forEach(i -> recent.refused(Refusal.PATH, i));

        assertThat(recent.newestFirst().stream().map(ClientEvent::number))
                .containsExactlyElementsOf(LongStream.iterate(10_000, number -> number - 1)
                        .limit(RecentEvents.CAPACITY)
                        .boxed()
                        .toList());
    }
}

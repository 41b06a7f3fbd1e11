package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.auth.User;
import proxystore.relay.events.CountedEvents;
import proxystore.relay.events.RecentEvents;
import proxystore.relay.events.RelayCounts;
import proxystore.relay.events.RelayEvents;
import proxystore.relay.events.ReturnReason;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;

class ClientListTest {
    private final ConnectionFixture fixture = new ConnectionFixture();

    @RegisterExtension
    private final LogLines lines = new LogLines(ClientList.class);

    private final CountedEvents counts = new CountedEvents(new RelayCounts(), new RecentEvents(), RelayEvents.NONE);

    private void register(int number, String name, String registered) {
        Connection connection = fixture.open(new RecordingTransport("192.0.2." + number + ":1"));
        Client client = new Client(
                name, new UUID(0, number), new User("id" + number, "user"), connection, Instant.parse(registered));
        connection.register(client, Generation.V1_0);
        fixture.registry.register(client);
    }

    private List<String> written(OptionalInt limit) {
        new ClientList(fixture.registry, counts, () -> limit).run();
        return lines.get();
    }

    @Test
    void fewClientsAreListedOldestFirst() {
        register(2, "later", "2026-11-21T18:25:54Z");
        register(1, "first", "2026-11-21T18:25:53Z");
        assertThat(written(OptionalInt.of(3)))
                .containsExactly(
                        "INFO Connected clients: 2",
                        "INFO Connected: 00000000-0000-0000-0000-000000000001 (first) of user user [id1] at 192.0.2.1:1 since"
                                + " 2026-11-21T18:25:53Z",
                        "INFO Connected: 00000000-0000-0000-0000-000000000002 (later) of user user [id2] at 192.0.2.2:1 since"
                                + " 2026-11-21T18:25:54Z");
    }

    @Test
    void asManyAsTheLimitAreOnlyCounted() {
        register(1, "a", "2026-11-21T18:25:53Z");
        register(2, "b", "2026-11-21T18:25:53Z");
        assertThat(written(OptionalInt.of(2))).containsExactly("INFO Connected clients: 2");
    }

    @Test
    void noClientIsListedWithoutALimit() {
        register(1, "a", "2026-11-21T18:25:53Z");
        assertThat(written(OptionalInt.empty())).containsExactly("INFO Connected clients: 1");
    }

    @Test
    void emptyRelaySaysSo() {
        assertThat(written(OptionalInt.of(32))).containsExactly("INFO Connected clients: 0");
    }

    @Test
    void connectionsWithoutARegistrationAreCounted() {
        register(1, "a", "2026-11-21T18:25:53Z");
        fixture.open(new RecordingTransport("192.0.2.2:1"));
        fixture.open(new RecordingTransport("192.0.2.3:1"));
        fixture.open(new RecordingTransport("192.0.2.4:1")).close(CloseStatus.RELAY_STOPS);
        assertThat(written(OptionalInt.empty()))
                .containsExactly("INFO Connected clients: 1, connections without a registration: 2");
    }

    @Test
    void messagesSinceTheLastEntryAreCounted() {
        counts.forwarded(1);
        counts.forwarded(1);
        counts.logLineLeftOut();
        written(OptionalInt.empty());
        counts.returned(ReturnReason.UNKNOWN_PEER);
        assertThat(written(OptionalInt.empty()))
                .containsExactly(
                        "INFO Connected clients: 0; since the last entry: 2 messages forwarded, 1 log line left out",
                        "INFO Connected clients: 0; since the last entry: 1 message returned");
    }

    @Test
    void namesCannotForgeALine() {
        register(1, "evil\n[2026-11-21] forged", "2026-11-21T18:25:53Z");
        assertThat(written(OptionalInt.of(32)).get(1)).doesNotContain("\n").contains("\\u000a");
    }
}

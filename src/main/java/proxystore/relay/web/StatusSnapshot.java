package proxystore.relay.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import proxystore.relay.Relay;
import proxystore.relay.config.PageKind;
import proxystore.relay.events.RecentEvents.ClientEvent;

/** The state of a relay at one time, and the JSON documents that show parts of it. Shared by all viewers of that time. */
final class StatusSnapshot {
    /** The number of clients in one document. */
    static final int PAGE_ROWS = 50;

    /** The largest number of different documents that are kept. */
    static final int MAX_DOCUMENTS = 64;

    private final Relay relay;
    private final long takenNanos;
    private final List<ClientRow> clients;
    private final long unregistered;
    private final List<ClientEvent> events;
    private final List<StatusHistory.Sample> samples;
    /** By the view that asked for it. */
    private final Map<StatusView, String> documents = new ConcurrentHashMap<>();

    /**
     * The present state. Takes a few milliseconds with 10,000 clients.
     *
     * @param nowNanos the time by {@link System#nanoTime}
     */
    StatusSnapshot(Relay relay, StatusHistory history, long nowNanos) {
        this.relay = relay;
        this.takenNanos = nowNanos;
        this.clients = relay.registry().connections().stream()
                .flatMap(connection -> ClientRow.of(connection, nowNanos).stream())
                .toList();
        this.unregistered = relay.registry().connections().stream()
                .filter(connection -> connection.isOpen() && connection.client() == null)
                .count();
        this.events = relay.recentEvents().newestFirst();
        this.samples = history.oldestFirst();
    }

    long takenNanos() {
        return takenNanos;
    }

    /** The JSON document of a view; kept for the next viewers who ask for the same view. */
    String document(StatusView view) {
        String known = documents.get(view);
        if (known != null) {
            return known;
        }
        String made = StatusJson.status(this, table(view), view);
        if (documents.size() < MAX_DOCUMENTS) {
            documents.put(view, made);
        }
        return made;
    }

    /**
     * A page of the clients that pass a filter.
     *
     * @param matching the number of clients that pass the filter
     * @param page the number of the page, from 1 on: the one that was asked for, or the last
     * @param pages the number of pages, at least 1
     */
    record ClientTable(int matching, int page, int pages, List<ClientRow> rows) {}

    private ClientTable table(StatusView view) {
        List<ClientRow> matching = clients.stream()
                .filter(row -> view.filter().isEmpty() || row.contains(view.filter()))
                .sorted(view.sort().order(view.descending()))
                .toList();
        int pages = Math.max(1, (matching.size() + PAGE_ROWS - 1) / PAGE_ROWS);
        int page = Math.min(view.page(), pages);
        int from = (page - 1) * PAGE_ROWS;
        return new ClientTable(
                matching.size(), page, pages, matching.subList(from, Math.min(from + PAGE_ROWS, matching.size())));
    }

    Relay relay() {
        return relay;
    }

    /** Whether administrators may disconnect clients. */
    boolean canDisconnect() {
        return relay.config().admin().shows(PageKind.DISCONNECT);
    }

    int clients() {
        return clients.size();
    }

    long unregistered() {
        return unregistered;
    }

    /** The events after that with a number, the newest first. */
    List<ClientEvent> eventsAfter(long number) {
        return events.stream().filter(event -> event.number() > number).toList();
    }

    List<StatusHistory.Sample> samples() {
        return samples;
    }
}

package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import proxystore.relay.events.CountedEvents;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogOrigin;
import proxystore.relay.log.LogText;

/**
 * Logs the number of registered clients and, if they are few, each of them, as ProxyStore 1.0's relay does; and the number of
 * messages and log entries that have no entry of their own.
 */
public final class ClientList implements Runnable {
    private static final Logger LOGGER = System.getLogger(ClientList.class.getName());

    private final ClientRegistry registry;
    private final CountedEvents counts;
    private final Supplier<OptionalInt> limit;

    /**
     * A list that is written at each run.
     *
     * @param counts what happened since the last run
     * @param limit below this number of clients each one gets an entry, the longest registered first; empty for never
     */
    public ClientList(ClientRegistry registry, CountedEvents counts, Supplier<OptionalInt> limit) {
        this.registry = registry;
        this.counts = counts;
        this.limit = limit;
    }

    @Override
    public void run() {
        if (LOGGER.isLoggable(Level.INFO)) {
            write(List.copyOf(registry.clients()), unregistered());
        }
    }

    private long unregistered() {
        return registry.connections().stream()
                .filter(connection -> connection.isOpen() && connection.client() == null)
                .count();
    }

    private void write(List<Client> clients, long unregistered) {
        String others = unregistered == 0 ? "" : ", connections without a registration: " + unregistered;
        String summary = counts.takeSummary();
        String since = summary.isEmpty() ? "" : "; since the last entry: " + summary;
        LOGGER.log(Level.INFO, LogOrigin.name("Connected clients: " + clients.size() + others + since));
        OptionalInt listed = limit.get();
        if (listed.isPresent() && clients.size() < listed.getAsInt()) {
            clients.stream()
                    .sorted(Comparator.comparing(Client::registered))
                    .forEach(client -> LogFields.log(LOGGER, Level.INFO, client::logFields, () -> line(client)));
        }
    }

    private static String line(Client client) {
        return "Connected: " + client + " of user " + LogText.of(client.user().toString()) + " at "
                + client.connection().remoteAddress() + " since "
                + client.registered().truncatedTo(ChronoUnit.SECONDS);
    }
}

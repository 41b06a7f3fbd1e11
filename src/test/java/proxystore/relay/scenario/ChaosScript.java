package proxystore.relay.scenario;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * What one client of a {@link ChaosRun} does, step by step. It depends on the seed and the client's number alone, not on
 * what happens: a seed always gives the same steps.
 */
final class ChaosScript {
    /** One in this number of clients keeps its connection and its uuid and reads all the time. */
    private static final int STEADY = 4;
    /** Uuids that all erratic clients fight for. */
    private static final int CONTESTED = 16;

    private static final int MAX_SENT = 5;
    private static final int MAX_BURST = 100;
    private static final int MAX_FLOOD = 200;
    /** Characters. */
    private static final int MAX_SIZE = 1_500;
    /** Characters. */
    static final int MAX_FLOOD_SIZE = 16_000;

    private static final List<LedgerDeparture> DEPARTURES = List.of(
            LedgerDeparture.NONE, LedgerDeparture.CLOSE_FRAME, LedgerDeparture.END_OF_STREAM, LedgerDeparture.RESET);

    private final int client;
    private final int clients;
    private final Random random;

    /**
     * The script of one client.
     *
     * @param clients the number of all clients; each may send to each
     */
    ChaosScript(long seed, int client, int clients) {
        this.client = client;
        this.clients = clients;
        this.random = new Random(seed * 1_000_003 + client);
    }

    /**
     * One step.
     *
     * @param claim the uuid to register, if a registration is needed
     * @param peer the receiver of the step's messages
     * @param count of messages
     * @param size of each message's text, in characters
     */
    record ChaosStep(ChaosAct act, UUID claim, UUID peer, int count, int size) {}

    boolean isSteady() {
        return isSteady(client);
    }

    private static boolean isSteady(int client) {
        return client % STEADY == 0;
    }

    ClientGeneration generation() {
        return ClientGeneration.byTurns(client + client / STEADY);
    }

    ChaosStep next() {
        ChaosAct act = ChaosAct.draw(random, isSteady());
        UUID claim = isSteady() || random.nextInt(5) < 3 ? own(client) : contested();
        boolean flood = act == ChaosAct.FLOOD;
        return new ChaosStep(
                act,
                claim,
                flood ? erratic() : peer(),
                1 + random.nextInt(flood ? MAX_FLOOD : act == ChaosAct.BURST ? MAX_BURST : MAX_SENT),
                1 + random.nextInt(flood ? MAX_FLOOD_SIZE : MAX_SIZE));
    }

    /** How it ends when the run does: it stays, or leaves in one of three ways. */
    LedgerDeparture departure() {
        return isSteady() ? LedgerDeparture.NONE : DEPARTURES.get(random.nextInt(DEPARTURES.size()));
    }

    private UUID peer() {
        return switch (random.nextInt(10)) {
            case 0 -> uuid("unknown " + random.nextLong());
            case 1, 2 -> contested();
            case 3, 4, 5 -> erratic();
            default -> own(STEADY * random.nextInt((clients + STEADY - 1) / STEADY));
        };
    }

    private UUID erratic() {
        return random.nextInt(4) == 0 ? contested() : own(nextErratic());
    }

    private int nextErratic() {
        int other = random.nextInt(clients);
        return isSteady(other) ? Math.min(other + 1, clients - 1) : other;
    }

    private UUID contested() {
        return uuid("contested " + random.nextInt(CONTESTED));
    }

    /** The uuid that no other client claims. */
    static UUID own(int client) {
        return uuid("own " + client);
    }

    private static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}

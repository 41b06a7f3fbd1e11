package proxystore.relay.peer;

import static proxystore.relay.peer.ModelChecking.require;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.ClientRegistry.RegistrationOutcome;
import proxystore.relay.peer.ClientRegistry.Verdict;

/** Connections that register one uuid and end, in all interleavings of short runs. */
class ClientRegistryModelTest {
    private static final UUID ID = new UUID(0, 1);

    @Test
    void theNewestOpenConnectionOwnsTheUuid() {
        ModelChecking.check(OneUuid.class, 3, 10, 80);
    }

    /** Acts on the outcome of a registration as the relay does. */
    @Param(name = "connection", gen = IntGen.class, conf = "0:3")
    public static class OneUuid {
        private final ClientRegistry registry = new ClientRegistry();
        private final List<Client> clients = new ArrayList<>();
        /** Whether a newer connection of the same user was displaced. */
        private volatile boolean newerDisplaced;

        public OneUuid() {
            for (int i = 0; i < 4; i++) {
                User user = i < 3 ? new User("alice", "Alice") : new User("bob", "Bob");
                clients.add(new Client("name", ID, user, new ModelConnection(registry.nextStamp()), Instant.EPOCH));
            }
        }

        @Operation
        public void register(@Param(name = "connection") int number) {
            Client client = clients.get(number);
            if (!client.connection().isOpen()) {
                return;
            }
            ((ModelConnection) client.connection()).registered = true;
            RegistrationOutcome outcome = registry.register(client);
            Client previous = outcome.previous();
            if (outcome.verdict() != Verdict.ACCEPTED) {
                end(client);
            } else if (previous != null && previous != client) {
                newerDisplaced |= previous.user().equals(client.user())
                        && previous.connection().isOpen()
                        && previous.connection().isNewerThan(client.connection());
                end(previous);
            }
        }

        @Operation
        public void end(@Param(name = "connection") int number) {
            end(clients.get(number));
        }

        private void end(Client client) {
            client.connection().close(CloseStatus.RELAY_STOPS);
            registry.remove(client);
        }

        @Validate
        public void theOwnerIsTheOneOpenConnectionThatHasRegistered() {
            List<Client> open = new ArrayList<>();
            for (Client client : clients) {
                if (client.connection().isOpen() && ((ModelConnection) client.connection()).registered) {
                    open.add(client);
                }
            }
            List<Client> owners = new ArrayList<>(registry.clients());
            require(owners.equals(open) && owners.size() <= 1, "open: " + open + ", owners: " + owners);
            require(!newerDisplaced, "a newer connection was displaced");
        }
    }

    /** A connection without a socket. */
    private static final class ModelConnection implements ClientConnection {
        private final long stamp;
        private volatile boolean open = true;
        /** Whether its registration has arrived. */
        private volatile boolean registered;

        ModelConnection(long stamp) {
            this.stamp = stamp;
        }

        @Override
        public long stamp() {
            return stamp;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close(CloseStatus status) {
            open = false;
        }

        @Override
        public boolean isRegisteredAs(Destination client) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Generation generation() {
            return Generation.V1_0;
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1:1";
        }

        @Override
        public ConnectionLog log() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean endedNormally() {
            return true;
        }

        @Override
        public @Nullable String send(OutboundMessage outbound) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void undelivered(PeerConnection message, String reason) {
            throw new UnsupportedOperationException();
        }
    }
}

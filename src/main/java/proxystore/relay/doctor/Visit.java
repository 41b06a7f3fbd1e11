package proxystore.relay.doctor;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.Generation;

/** What the steps of one examination share. One thread uses it. */
final class Visit implements AutoCloseable {
    private final DoctorPlan plan;
    private final Dialer dialer;
    private final Handshaker handshaker;
    private final List<TemporaryPeer> peers = new ArrayList<>();
    /** That of the first peer that the relay registered. */
    private Optional<Generation> generation = Optional.empty();
    /** The addresses of the relay, or of the proxy before it; set by the step that looks them up. */
    private List<InetAddress> addresses = List.of();
    /** The connection that the first steps build up; null before the first and after the upgrade. */
    private @Nullable Socket socket;
    /** The answer to the first handshake; set by its step. */
    private Optional<HttpReply> greeting = Optional.empty();
    /** What the relay says of itself; set by the step that asks it. */
    private Optional<RelayInfo> info = Optional.empty();

    Visit(DoctorPlan plan) {
        this.plan = plan;
        this.dialer = new Dialer(plan);
        this.handshaker = new Handshaker(plan, dialer);
    }

    DoctorPlan plan() {
        return plan;
    }

    Dialer dialer() {
        return dialer;
    }

    Handshaker handshaker() {
        return handshaker;
    }

    List<InetAddress> addresses() {
        return addresses;
    }

    void addresses(List<InetAddress> found) {
        addresses = List.copyOf(found);
    }

    /** The connection that the step before has left. */
    Socket socket() {
        if (socket == null) {
            throw new IllegalStateException("no step has opened a connection");
        }
        return socket;
    }

    void socket(Socket opened) {
        socket = opened;
    }

    Optional<HttpReply> greeting() {
        return greeting;
    }

    void greeting(HttpReply reply) {
        greeting = Optional.of(reply);
    }

    Optional<RelayInfo> info() {
        return info;
    }

    void info(RelayInfo found) {
        info = Optional.of(found);
    }

    /** Registers a peer that stays until the end of the examination, or until {@link #release}. */
    TemporaryPeer register(Generation accepted) throws ProblemFound {
        TemporaryPeer peer = TemporaryPeer.register(handshaker, accepted, plan.limit());
        peers.add(peer);
        generation = generation.or(() -> Optional.of(accepted));
        return peer;
    }

    /** The registered peers, in the order of their registrations. */
    List<TemporaryPeer> peers() {
        return List.copyOf(peers);
    }

    /** Two registered peers, of different generations if the relay accepts them. */
    List<TemporaryPeer> pair() throws ProblemFound {
        while (peers.size() < 2) {
            register(generation());
        }
        return List.copyOf(peers.subList(0, 2));
    }

    /** A generation that the relay accepts. */
    Generation generation() {
        return generation.orElseThrow();
    }

    /** Closes a peer before the end. */
    void release(TemporaryPeer peer) {
        peers.remove(peer);
        peer.close();
    }

    @Override
    public void close() {
        peers().forEach(this::release);
        if (socket != null) {
            Dialer.close(socket);
        }
    }
}

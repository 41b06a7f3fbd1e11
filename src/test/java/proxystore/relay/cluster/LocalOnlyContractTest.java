package proxystore.relay.cluster;

import java.util.List;
import proxystore.relay.routing.PeerNetwork;

/** The relay without other nodes. */
class LocalOnlyContractTest extends PeerNetworkContract {
    @Override
    List<PeerNetwork> networks() {
        return List.of(PeerNetwork.LOCAL_ONLY);
    }

    @Override
    void eventually(Runnable assertion) {
        assertion.run();
    }

    @Override
    void settle() {
        // everything has happened when a call returns
    }

    @Override
    void close() {
        PeerNetwork.LOCAL_ONLY.close();
    }
}

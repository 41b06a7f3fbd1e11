package proxystore.relay.scenario;

import java.io.IOException;

/** A container that takes an application away and another one in while it runs. */
interface RedeployableContainer extends ServletContainer {
    void undeploy(Installation site) throws IOException;

    void deploy(Installation site) throws IOException;
}

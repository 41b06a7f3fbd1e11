package proxystore.relay.scenario;

import java.io.IOException;

/** A container that takes an application away and another one in while it runs. */
interface RedeployableContainer extends Container {
    void undeploy(Site site) throws IOException;

    void deploy(Site site) throws IOException;
}

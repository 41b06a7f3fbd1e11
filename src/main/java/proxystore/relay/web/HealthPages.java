package proxystore.relay.web;

import java.util.List;
import proxystore.relay.Readiness;
import proxystore.relay.Relay;

/**
 * {@code /livez} and {@code /readyz}, as Kubernetes names them: 200 or 503, with one word for people. A process that is not
 * live should be restarted; one that is not ready should get no new clients.
 */
final class HealthPages {
    private final Relay relay;

    HealthPages(Relay relay) {
        this.relay = relay;
    }

    List<Route> routes() {
        return List.of(
                Route.small("/livez", request -> Page.text(Page.OK, "live\n")),
                Route.small("/readyz", request -> readiness()));
    }

    private Page readiness() {
        Readiness readiness = relay.readiness();
        return Page.text(readiness == Readiness.READY ? Page.OK : Page.UNAVAILABLE, readiness + "\n");
    }
}

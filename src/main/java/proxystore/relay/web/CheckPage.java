package proxystore.relay.web;

import java.util.List;
import java.util.regex.Pattern;
import proxystore.relay.Relay;
import proxystore.relay.RelayVersion;
import proxystore.relay.config.AcceptedGenerations;
import proxystore.relay.config.RelayConfig;

/**
 * {@code /check}: a page whose script, {@code /check.js}, lets two temporary peers in the visitor's browser meet through this
 * relay. It shows what the visitor's browser finds out and nothing of other clients.
 */
final class CheckPage {
    /** The characters of a host source (Content Security Policy Level 3, section 2.3.1), with IPv6 addresses. */
    private static final Pattern HOST_SOURCE = Pattern.compile("[A-Za-z0-9.\\-:\\[\\]]+");

    private final Relay relay;

    CheckPage(Relay relay) {
        this.relay = relay;
    }

    List<Route> routes() {
        return List.of(
                Route.rendered("/check", this::answer), StaticFile.of("/check.js", "text/javascript; charset=utf-8"));
    }

    private Page answer(PageRequest request) {
        RelayConfig config = relay.config();
        // The host that the relay compares with the origin of web pages.
        String host = request.head().only("Host").orElse("");
        String page = StaticFile.read("check.html")
                .replace("{{generations}}", generations(config.protocol()))
                .replace("{{users}}", config.auth().method().spelling())
                .replace("{{version}}", HtmlText.of(RelayVersion.text()))
                .replace("{{host}}", HtmlText.of(host));
        return Page.html(policy(host), page);
    }

    /** In browsers that follow older drafts of the policy {@code 'self'} covers no WebSockets. */
    private static String policy(String host) {
        return HOST_SOURCE.matcher(host).matches()
                ? HtmlText.POLICY.replace("connect-src 'self'", "connect-src 'self' ws://" + host + " wss://" + host)
                : HtmlText.POLICY;
    }

    /** Today's generation first. */
    private static String generations(AcceptedGenerations accepted) {
        return accepted == AcceptedGenerations.AUTO
                ? AcceptedGenerations.V1_0.spelling() + " " + AcceptedGenerations.V0_5.spelling()
                : accepted.spelling();
    }
}

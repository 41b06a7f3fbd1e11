package proxystore.relay.web;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import proxystore.relay.Relay;
import proxystore.relay.RelayVersion;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead;

/**
 * The page at the relay's address. It says what a relay is and shows the commands that point an endpoint at this one, with
 * the address that the request was sent to. HTML for a browser, with links to what its viewer may see; plain text for
 * everything else.
 */
final class WelcomePage {
    private static final String WHAT =
            "This is a relay server for ProxyStore endpoints. They meet here over a WebSocket before they open a direct"
                    + " connection.";

    /** What the page says about other pages, in this order. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "/check", "does this relay work from here?",
            "/livez", "is this process alive?",
            "/readyz", "does the relay accept clients?",
            "/info", "version, generations and limits",
            "/metrics", "what a monitoring system reads",
            "/status", "who is connected, and what has happened");

    private final Relay relay;
    private final AdminGuard guard;
    private final List<Route> linked;

    /**
     * The page of a relay.
     *
     * @param linked the pages that it may link to
     */
    WelcomePage(Relay relay, AdminGuard guard, List<Route> linked) {
        this.relay = relay;
        this.guard = guard;
        this.linked = linked;
    }

    Page answer(PageRequest request) {
        if (relay.refusal().isPresent()) {
            return Page.text(Page.UNAVAILABLE, relay.refusal().get().reason() + "\n");
        }
        RelayConfig config = relay.config();
        String address = EntryAddress.of(request.head(), config.proxy());
        AuthMethod users = config.auth().method();
        Page page = wantsHtml(request.head())
                ? Page.html(HtmlText.POLICY, html(address, users, links(request)))
                : Page.text(Page.OK, text(address, users));
        return page.with("Vary", "Accept");
    }

    private static boolean wantsHtml(RequestHead head) {
        return head.elements("Accept").stream()
                .anyMatch(element -> element.split(";", -1)[0].strip().equalsIgnoreCase("text/html"));
    }

    private List<String> links(PageRequest request) {
        boolean administrator = guard.mayAdmit(request);
        return linked.stream()
                .filter(route -> DESCRIPTIONS.containsKey(route.path()))
                .filter(route -> administrator || !route.isForAdministrators())
                .map(Route::path)
                .toList();
    }

    private String html(String address, AuthMethod users, List<String> links) {
        String steps = steps(users).stream()
                .map(step -> "<p>" + HtmlText.of(step.text()) + "</p>\n"
                        + step.at(address)
                                .lines()
                                .map(command -> "<pre>" + HtmlText.of(command) + "</pre>")
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
        String list = links.stream()
                .map(path -> "<li><a href=\"" + path.substring(1) + "\">" + path + "</a> "
                        + HtmlText.of(Objects.requireNonNull(DESCRIPTIONS.get(path))) + "</li>")
                .collect(Collectors.joining("\n"));
        return StaticFile.read("welcome.html")
                .replace("{{what}}", HtmlText.of(WHAT))
                .replace("{{address}}", HtmlText.of(address))
                .replace("{{steps}}", steps)
                .replace("{{links}}", list)
                .replace("{{version}}", HtmlText.of(RelayVersion.text()));
    }

    /** For a terminal, in lines of at most 120 characters. */
    static String text(String address, AuthMethod users) {
        String steps = steps(users).stream()
                .map(step -> step.text() + "\n\n" + step.at(address).indent(4))
                .collect(Collectors.joining("\n"));
        return WHAT.replace(" a direct connection", " a direct\nconnection") + "\n\n" + steps;
    }

    /**
     * What a user does.
     *
     * @param commands one on each line, with {@code ADDRESS} where the address stands
     */
    private record Instruction(String text, String commands) {
        String at(String address) {
            return commands.replace("ADDRESS", address);
        }
    }

    private static List<Instruction> steps(AuthMethod users) {
        String configure = "proxystore-endpoint configure my-endpoint ";
        return switch (users) {
            case NONE ->
                List.of(
                        new Instruction(
                                "ProxyStore 0.6 and later:", configure + "--relay-address ADDRESS --no-relay-auth"),
                        new Instruction(
                                "ProxyStore 0.5, and 0.4:",
                                configure + "--relay-server ADDRESS\n" + configure + "--server ADDRESS"));
            case GLOBUS ->
                List.of(new Instruction(
                        "Users log in first. ProxyStore 0.6 and later:",
                        "proxystore-globus-auth login\n" + configure + "--relay-address ADDRESS"));
            case JWT, TOKENS, CONTAINER ->
                List.of(new Instruction(
                        "This relay is for users with a token or a password, which ProxyStore's own endpoints do not send.\n"
                                + "A program that makes ProxyStore's RelayClient passes them on:",
                        "RelayClient(\"ADDRESS\", extra_headers={\"Authorization\": \"...\"})"));
        };
    }
}

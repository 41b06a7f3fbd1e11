package proxystore.relay.web;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import proxystore.relay.Relay;
import proxystore.relay.config.AdminConfig;
import proxystore.relay.config.PageKind;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.metrics.RelayMetrics;

/**
 * The pages of one relay. A request is checked and answered in these steps: its path, its method, its viewer, for a change
 * {@link ChangeRequest}, the page. A step that fails is the last one, with its own status. Any thread may call; none is
 * blocked, unless the executor runs a page on the calling thread.
 */
public final class Pages {
    private static final Logger LOGGER = System.getLogger(Pages.class.getName());

    /** RFC 6455, section 4.2.2. */
    private static final Map<String, String> SUPPORTED_VERSION = Map.of("Sec-WebSocket-Version", "13");

    private static final Set<String> ENTRANCE = Set.of(HandshakeCheck.PATH, "/check", "/check.js");

    private final Relay relay;
    private final Map<String, Route> routes;
    private final AdminGuard guard;
    private final Executor executor;

    private Pages(Relay relay, List<Route> routes, AdminGuard guard, Executor executor) {
        this.relay = relay;
        this.routes = new LinkedHashMap<>();
        routes.forEach(route -> this.routes.put(route.path(), route));
        this.guard = guard;
        this.executor = executor;
    }

    /**
     * The pages that the configuration asks for.
     *
     * @param tls the implementation of TLS, for {@code /info}
     * @param executor makes the pages that are not small; it may reject them
     * @throws proxystore.relay.config.schema.InvalidSettingException if the file of administrators is not in order
     */
    public static Pages of(Relay relay, String tls, Executor executor) {
        AdminGuard guard = AdminGuard.of(relay);
        AdminConfig config = relay.config().admin();
        List<Route> routes = new ArrayList<>();
        if (config.shows(PageKind.CHECK)) {
            routes.addAll(new CheckPage(relay).routes());
        }
        if (config.shows(PageKind.HEALTH)) {
            routes.addAll(new HealthPages(relay).routes());
        }
        if (config.shows(PageKind.INFO)) {
            routes.add(Route.rendered("/info", new InfoPage(relay, tls)::answer));
        }
        if (config.shows(PageKind.METRICS)) {
            routes.add(Route.admin("/metrics", request -> metrics(relay, request)));
        }
        if (config.shows(PageKind.STATUS)) {
            routes.addAll(StatusPages.of(relay).routes());
        }
        routes.add(StaticFile.of("/relay.css", "text/css; charset=utf-8"));
        List<Route> linked = List.copyOf(routes);
        routes.add(Route.rendered(HandshakeCheck.PATH, new WelcomePage(relay, guard, linked)::answer));
        return new Pages(relay, routes, guard, executor);
    }

    private static Page metrics(Relay relay, PageRequest request) {
        String accept = String.join(",", request.head().headers().apply("Accept"));
        RelayMetrics.Scrape scrape = relay.metrics().scrape(accept);
        return new Page(Page.OK, scrape.type(), Map.of("Vary", "Accept"), scrape.text());
    }

    /** These pages without those for administrators, for a port that everyone reaches. */
    public Pages withoutAdministration() {
        return only(route -> !route.isForAdministrators());
    }

    /** These pages without those about connecting to this port, for a port where no endpoint can connect. */
    public Pages withoutEntrance() {
        return only(route -> !ENTRANCE.contains(route.path()));
    }

    private Pages only(Predicate<Route> kept) {
        return new Pages(relay, routes.values().stream().filter(kept).toList(), guard, executor);
    }

    /** The paths of all pages. */
    List<String> paths() {
        return List.copyOf(routes.keySet());
    }

    /**
     * Whether the server must read the body of a request before it asks for the answer: it has a known length of at most
     * {@value ChangeRequest#MAX_BODY_BYTES} bytes. The body of any other request is not read.
     */
    public boolean takesBody(RequestHead head) {
        Route route = routes.get(head.line().path());
        return route != null
                && route.changes()
                && route.methods().contains(head.line().method())
                && ChangeRequest.hasReadableBody(head);
    }

    /** Answers a request that is no handshake. The server leaves out the body of the answer to HEAD. The stage never fails. */
    public CompletionStage<Page> answer(PageRequest request) {
        String path = request.head().line().path();
        Route route = routes.get(path);
        if (route == null) {
            return done(notFound(request));
        }
        if (!route.methods().contains(request.head().line().method())) {
            String text = "This page is for " + String.join(" and ", route.methods()) + ".\n";
            return done(Page.text(Page.METHOD_NOT_ALLOWED, Map.of("Allow", String.join(", ", route.methods())), text));
        }
        return route.making() == Route.Making.AT_ONCE ? done(make(route, request)) : makeElsewhere(route, request);
    }

    private Page notFound(PageRequest request) {
        String text = routes.containsKey(HandshakeCheck.PATH)
                ? HandshakeCheck.notFound(request.head().line().contextPath())
                : "Nothing here.";
        return Page.text(Page.NOT_FOUND, text + "\n");
    }

    private CompletionStage<Page> makeElsewhere(Route route, PageRequest request) {
        CompletableFuture<Page> made = new CompletableFuture<>();
        try {
            executor.execute(() -> made.complete(finished(make(route, request))));
        } catch (RejectedExecutionException e) {
            made.complete(finished(Page.text(
                    Page.UNAVAILABLE, Map.of("Retry-After", "1"), "Too many pages are being made. Try again.\n")));
        }
        return made;
    }

    private Page make(Route route, PageRequest request) {
        try {
            Optional<Page> refused = route.isForAdministrators() ? guard.refusal(request) : Optional.empty();
            if (refused.isEmpty() && route.changes()) {
                refused = ChangeRequest.refusal(relay, request.head());
            }
            return refused.orElseGet(() -> route.page().apply(request));
        } catch (Throwable e) { // an Error too: the request would stay without an answer
            LOGGER.log(Level.ERROR, "The page " + route.path() + " could not be made", e);
            return Page.text(Page.INTERNAL_ERROR, "The page could not be made. The relay's log says more.\n");
        }
    }

    private static CompletionStage<Page> done(Page page) {
        return CompletableFuture.completedStage(finished(page));
    }

    /** What all pages have: no cache keeps them, and a browser takes them for what they are (WHATWG Fetch, nosniff). */
    private static Page finished(Page page) {
        Page safe = page.with("X-Content-Type-Options", "nosniff")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Referrer-Policy", "no-referrer");
        return page.headers().containsKey("Cache-Control") ? safe : safe.with("Cache-Control", "no-store");
    }

    /** Answers a handshake that is refused before the endpoint receives it. */
    public static Page refusedHandshake(RefusedHandshake refused) {
        Map<String, String> headers =
                refused.status() == RefusedHandshake.UPGRADE_REQUIRED ? SUPPORTED_VERSION : Map.of();
        return Page.text(refused.status(), headers, refused.reason() + "\n");
    }

    /** Answers a request that the server cannot read. */
    public static Page unreadable(int status, String reason) {
        return Page.text(status, reason + "\n");
    }
}

package proxystore.relay.web;

import java.lang.System.Logger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.Relay;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.tokenfile.TokenFile;
import proxystore.relay.config.AddressRange;
import proxystore.relay.config.AdminAccess;
import proxystore.relay.config.AdminConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.events.Refusal;
import proxystore.relay.limit.AddressRates;

/** Decides who is an administrator, by {@code admin.access}. Shared by all threads. */
final class AdminGuard {
    private static final Logger LOGGER = System.getLogger(AdminGuard.class.getName());

    private static final double MINUTE_SECONDS = 60;

    /**
     * Headers that proxies add. A request with one of them came from elsewhere, whatever the header says. A proxy on this
     * machine that adds none cannot be recognised.
     */
    private static final List<String> FORWARDING =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    /** {@code Basic} credentials (RFC 7617), for browsers, which cannot be given a bearer token. */
    private static final Pattern BASIC = Pattern.compile("[ \\t]*(?i:Basic)[ \\t]+([A-Za-z0-9+/]+=*)[ \\t]*");

    /** This machine by name or any machine by address. A web page elsewhere can only have a name resolve to this machine. */
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(?i:localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+\\])(:\\d{1,5})?");

    /** Basic is first: browsers read one challenge of a line. */
    private static final Map<String, String> CHALLENGE =
            Map.of("WWW-Authenticate", "Basic realm=\"relay\", charset=\"UTF-8\", Bearer realm=\"relay\"");

    private final Relay relay;
    private final AdminConfig config;
    private final Optional<TokenFile> tokens;
    private final AddressRates failures;

    private AdminGuard(Relay relay, Optional<TokenFile> tokens) {
        this.relay = relay;
        this.config = relay.config().admin();
        this.tokens = tokens;
        this.failures =
                new AddressRates(config.maxFailuresPerMinute() / MINUTE_SECONDS, MINUTE_SECONDS, System::nanoTime);
    }

    /**
     * The guard of a relay.
     *
     * @throws InvalidSettingException if the file of administrators is not in order
     */
    static AdminGuard of(Relay relay) {
        return new AdminGuard(relay, AdminTokens.open(relay.config().admin()));
    }

    /** Whether the viewer is an administrator without a token, or has sent one that {@link #refusal} would check. */
    boolean mayAdmit(PageRequest request) {
        return admitsWithoutToken(request)
                || (tokens.isPresent()
                        && !request.head().headers().apply("Authorization").isEmpty());
    }

    /** The refusal of a request; empty if its viewer is an administrator. May read the file of tokens. */
    Optional<Page> refusal(PageRequest request) {
        if (admitsWithoutToken(request)) {
            return Optional.empty();
        }
        return tokens.isPresent() ? refusal(request.head(), tokens.get()) : Optional.of(forbidden());
    }

    private boolean admitsWithoutToken(PageRequest request) {
        return (config.access().contains(AdminAccess.LOOPBACK) && isLocal(request.head()))
                || (config.access().contains(AdminAccess.ROLE)
                        && request.hasAdminRole().getAsBoolean());
    }

    private static boolean isLocal(RequestHead head) {
        List<String> hosts = head.headers().apply("Host");
        return AddressRange.address(head.remoteHost())
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent()
                && FORWARDING.stream()
                        .allMatch(header -> head.headers().apply(header).isEmpty())
                && hosts.size() == 1
                && LOCAL_HOST.matcher(hosts.get(0)).matches();
    }

    private Page forbidden() {
        String how = config.access().contains(AdminAccess.LOOPBACK)
                ? "ask from the relay's own machine, as localhost"
                : "you are none";
        return Page.text(Page.FORBIDDEN, "This page is for administrators: " + how + " (setting admin.access).\n");
    }

    private Optional<Page> refusal(RequestHead head, TokenFile file) {
        Optional<BearerToken> token = token(head.headers().apply("Authorization"));
        if (token.isEmpty()) {
            return Optional.of(
                    Page.text(Page.UNAUTHORIZED, CHALLENGE, "This page is for administrators: send a token of one.\n"));
        }
        String address = head.remoteAddress(relay.config().proxy());
        if (!failures.allows(address)) {
            return Optional.of(Page.text(
                    Page.TOO_MANY_REQUESTS,
                    Map.of("Retry-After", "60"),
                    "Too many wrong tokens came from your address (setting admin.max_failures_per_minute).\n"));
        }
        return check(file, token.get(), address);
    }

    private Optional<Page> check(TokenFile file, BearerToken token, String address) {
        try {
            if (file.verify(token) instanceof Authentication.Accepted) {
                return Optional.empty();
            }
        } catch (UnavailableException e) {
            return Optional.of(Page.text(
                    Page.UNAVAILABLE, Map.of("Retry-After", "2"), "Tokens cannot be checked at the moment.\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Page.text(Page.UNAVAILABLE, "The relay stops.\n"));
        }
        failures.take(address);
        relay.refused(
                LOGGER,
                Refusal.ADMIN_TOKEN,
                address,
                () -> "Refused " + address + " a page for administrators: its token is not in admin.tokens_file");
        return Optional.of(Page.text(Page.UNAUTHORIZED, CHALLENGE, "The token is not an administrator's.\n"));
    }

    private static Optional<BearerToken> token(List<String> authorization) {
        if (authorization.size() != 1) {
            return Optional.empty();
        }
        return BearerToken.of(authorization.get(0))
                .or(() -> Optional.of(BASIC.matcher(authorization.get(0)))
                        .filter(matcher -> matcher.matches())
                        .flatMap(matcher -> password(matcher.group(1))));
    }

    /** The password of {@code user:password}; the user may have any name. */
    private static Optional<BearerToken> password(String base64) {
        try {
            String credentials = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = credentials.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(new BearerToken(credentials.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

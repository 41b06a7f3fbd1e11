package proxystore.relay.doctor;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import proxystore.relay.log.LogText;

/** Finds the problem that an HTTP answer to a handshake shows. */
final class RefusedHandshakes {
    /** What the relay writes at other paths than its own; see {@code HandshakeCheck}. */
    private static final String OTHER_PATH = "Nothing here. The relay is at ";

    private RefusedHandshakes() {}

    static ProblemFound problem(HttpReply reply, DoctorPlan plan) {
        return new ProblemFound(kind(reply, plan), finding(reply));
    }

    private static String finding(HttpReply reply) {
        return reply.header("location")
                .map(to -> "HTTP " + reply.status() + " to " + LogText.of(to))
                .orElseGet(reply::shown);
    }

    private static Problem kind(HttpReply reply, DoctorPlan plan) {
        String body = reply.body();
        return switch (reply.status()) {
            case 400 ->
                body.contains("header Upgrade") || body.contains("header Connection")
                        ? Problem.UPGRADE_REMOVED
                        : Problem.BAD_REQUEST;
            case 401 -> Problem.UNAUTHORIZED;
            case 403 -> Problem.FORBIDDEN;
            case 404 -> body.contains(OTHER_PATH) ? Problem.WRONG_PATH : Problem.NOT_FOUND;
            case 407 -> Problem.PROXY_CREDENTIALS;
            case 413, 414, 431 -> Problem.HEAD_TOO_LONG;
            case 426 -> Problem.UPGRADE_REQUIRED;
            case 429 -> Problem.TOO_MANY_REQUESTS;
            case 502, 504 -> Problem.BAD_GATEWAY;
            case 503 -> Problem.UNAVAILABLE;
            case 511 -> Problem.CAPTIVE_PORTAL; // RFC 6585, section 6
            case 301, 302, 303, 307, 308 ->
                leadsElsewhere(reply.header("location"), plan) ? Problem.CAPTIVE_PORTAL : Problem.REDIRECT;
            default ->
                reply.status() >= 500
                        ? Problem.SERVER_ERROR
                        : refreshes(body) ? Problem.CAPTIVE_PORTAL : Problem.OTHER_PRODUCT;
        };
    }

    private static boolean leadsElsewhere(Optional<String> location, DoctorPlan plan) {
        try {
            return location.map(URI::create)
                    .flatMap(to -> Optional.ofNullable(to.getHost()))
                    .filter(host -> !host.equalsIgnoreCase(plan.url().getHost()))
                    .isPresent();
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }

    /** Whether a page sends a browser to another one, as login pages of networks do. */
    private static boolean refreshes(String body) {
        return body.toLowerCase(Locale.ROOT).matches("(?s).*http-equiv=[\"']?refresh.*");
    }
}

package proxystore.relay.doctor;

import static proxystore.relay.doctor.Consequence.ENDS;
import static proxystore.relay.doctor.Consequence.ENDS_SINCE_0_6;
import static proxystore.relay.doctor.Consequence.NO_PEER;
import static proxystore.relay.doctor.Consequence.RECONNECTS;
import static proxystore.relay.doctor.Consequence.RETRIES;
import static proxystore.relay.doctor.Consequence.RETRIES_SINCE_1_0;
import static proxystore.relay.doctor.Consequence.WORKS;

import java.util.Locale;

/** Every problem that the doctor knows: what it is, what it means for an endpoint, and what to do. */
public enum Problem {
    UNKNOWN_HOST(
            RETRIES_SINCE_1_0,
            "The name has no address here.",
            "correct the host in the relay's address, or add the name to DNS; inside a cluster or VPN, ask from there."),
    REFUSED(
            RETRIES,
            "No program listens at this address and port, or a firewall refuses.",
            "start the relay, correct the port, and check that the relay listens on more than loopback (--host)."),
    UNREACHABLE(
            ENDS, "This machine has no route to the address.", "check the network, the VPN and the address itself."),
    CONNECT_TIMEOUT(
            RETRIES,
            "Nothing answers at this address: packets are dropped.",
            "open the port in the firewall or security group before the relay, or correct the host."),
    ADDRESS_FAILS(
            WORKS,
            "Not every address of the name accepts connections.",
            "remove the dead address from DNS, or let the relay listen there; endpoints try one after the other."),

    PROXY_REFUSED(
            ENDS,
            "The HTTP proxy does not connect to the relay.",
            "ask for this host and port in the proxy's rules, or go without it: --proxy none, no_proxy=HOST."),
    PROXY_CREDENTIALS(
            ENDS,
            "The HTTP proxy wants other credentials.",
            "put them into the proxy's URL: http://user:password@host:port."),
    NOT_A_PROXY(ENDS, "No HTTP proxy answers at the proxy's address.", "correct --proxy, https_proxy or http_proxy."),

    CERTIFICATE_EXPIRED(
            ENDS,
            "The relay's certificate, or one that it rests on, has expired.",
            "renew the certificate; the relay loads a replaced file without a restart. Check this machine's clock too."),
    CERTIFICATE_NOT_YET_VALID(
            ENDS,
            "The relay's certificate is not valid yet.",
            "check the clocks of this machine and of the one that issued the certificate."),
    CERTIFICATE_NAME(
            ENDS,
            "The relay's certificate is for another name.",
            "use a name of the certificate in the relay's address, or get a certificate with this name."),
    CERTIFICATE_CHAIN(
            ENDS,
            "The relay sends its own certificate without the one of its issuer.",
            "let certfile be the full chain (fullchain.pem), or trust the issuer with --trust if it is private."),
    CERTIFICATE_AUTHORITY(
            ENDS,
            "The issuer of the relay's certificate is not trusted here.",
            "use a certificate of a public authority, or install the issuer on each endpoint's machine"
                    + " (SSL_CERT_FILE); --trust FILE examines the rest."),
    CERTIFICATE_OTHER(
            ENDS,
            "The relay's certificate is not acceptable.",
            "get a new certificate; the finding says what is wrong."),
    CERTIFICATE_UNCHECKED(
            WORKS, "The certificate was not verified.", "leave out --insecure to see whether an endpoint accepts it."),
    CERTIFICATE_ENDS_SOON(
            WORKS,
            "The relay's certificate expires soon.",
            "renew it now; the relay loads a replaced file without a restart. Later every new connection fails."),
    PLAIN_PORT(
            ENDS,
            "The address begins with wss://, but the port has no TLS.",
            "use ws:// in the relay's address, or set certfile and keyfile, or connect to the TLS proxy's port."),
    TLS_PORT(ENDS, "The address begins with ws://, but the port has TLS.", "use wss:// in the relay's address."),
    TLS_REFUSED(
            ENDS,
            "The two sides do not agree on TLS.",
            "let the server offer TLS 1.2 or 1.3 for this name and without client certificates."),
    TLS_TIMEOUT(
            RETRIES,
            "The port accepts connections but does not answer in TLS.",
            "check that the port is the relay's; a relay under heavy load or a stopped process is silent too."),
    TOKEN_IN_CLEAR(WORKS, "The token travels unencrypted to another machine.", "use wss:// in the relay's address."),

    UPGRADE_REMOVED(
            ENDS,
            "An intermediary removes the WebSocket upgrade from the request.",
            "let the reverse proxy pass Upgrade and Connection on (proxies of the documentation do)."),
    WRONG_PATH(
            ENDS,
            "The relay is at another path.",
            "use the path in the finding; the standalone relay's is /, a WAR's its context, as /relay."),
    NOT_FOUND(
            ENDS,
            "The server knows nothing at this path (404).",
            "correct the path, or the reverse proxy's rule for it; an undeployed WAR answers so too."),
    UNAUTHORIZED(
            ENDS,
            "A server before the relay asks for credentials (401).",
            "let the reverse proxy pass the path without a login of its own; the relay checks tokens itself."),
    FORBIDDEN(
            ENDS,
            "A server before the relay forbids the request (403).",
            "allow the path and this address in the reverse proxy, gateway or web application firewall."),
    UPGRADE_REQUIRED(
            ENDS,
            "The server received no WebSocket handshake, or one of another version (426).",
            "let the reverse proxy pass Upgrade, Connection and the Sec-WebSocket headers on, over HTTP/1.1."),
    BAD_REQUEST(
            ENDS,
            "The server calls the handshake malformed (400).",
            "check what the reverse proxy does to the request's headers; the answer's text says more."),
    HEAD_TOO_LONG(
            ENDS,
            "The request's head is too long for a server on the way.",
            "allow heads of 64 KiB in the reverse proxy; tokens of users with many groups are long."),
    TOO_MANY_REQUESTS(
            ENDS,
            "A server before the relay limits the number of requests (429).",
            "raise its limit for this path; endpoints reconnect all together after a restart of the relay."),
    SERVER_ERROR(ENDS, "The server failed (5xx).", "read the log of the server that the answer names."),
    BAD_GATEWAY(
            ENDS,
            "The reverse proxy does not reach the relay behind it (502, 504).",
            "start the relay, and check host, port and scheme of the proxy's upstream."),
    UNAVAILABLE(
            ENDS,
            "The server has no relay to pass the request to, or is overloaded (503).",
            "start the relay behind it, and check the proxy's health checks."),
    CAPTIVE_PORTAL(
            ENDS,
            "A captive portal or filtering proxy answers in the relay's place.",
            "log in to this network with a browser, or use another network; wss:// keeps such answers apart."),
    REDIRECT(
            ENDS,
            "The server sends the client to another address.",
            "use the address in the finding, with ws:// or wss://."),
    OTHER_PRODUCT(
            ENDS,
            "Another program than a relay answers at this address.",
            "correct host, port and path in the relay's address."),
    HANDSHAKE_CUT(
            ENDS,
            "The connection ends before the handshake is answered.",
            "check that the port is the relay's; a load balancer without a healthy target and a stopping server do so."),
    HANDSHAKE_TIMEOUT(
            RETRIES,
            "The handshake is not answered in time.",
            "check the relay behind the reverse proxy: the proxy waits for it, or holds a failure back."),
    COMPRESSED(
            WORKS,
            "An intermediary negotiates compression, which the relay never does.",
            "turn it off there: it costs memory for each connection and delays messages."),

    NOT_LIVE(
            WORKS,
            "The relay's process should be restarted, says /livez.",
            "read the relay's log; restart it if its supervisor does not."),
    NOT_READY(
            RETRIES,
            "The relay takes no new clients at the moment, says /readyz.",
            "wait for its start or end; if it lasts, read the relay's log."),

    CLOSED_4001(
            ENDS_SINCE_0_6,
            "The relay asks for a token and received none that it can read (4001).",
            "give a token: --token-file here, the endpoint's relay_auth settings there."),
    CLOSED_4002(
            ENDS_SINCE_0_6,
            "The relay refuses the token or the uuid (4002).",
            "get a new token for this relay; an expired, revoked or foreign one is refused, and so is a uuid that"
                    + " another user has registered."),
    CLOSED_4004(
            ENDS_SINCE_0_6,
            "Another connection has registered the same uuid (4004).",
            "stop the second endpoint with this uuid: copies of one endpoint directory have the same."),
    CLOSED_1013(
            RETRIES,
            "The relay has reached a limit (1013).",
            "wait, or raise the limit that the reason names: see the relay's limits and its log."),
    CLOSED_4000(
            RETRIES,
            "The relay does not accept this generation of the protocol (4000).",
            "use another release of ProxyStore, or set protocol = \"auto\" in the relay."),
    CLOSED_1001(RETRIES, "The relay stops (1001).", "wait until it has started again."),
    CLOSED_TOO_LONG(
            RETRIES,
            "The relay closes the connection for the length of a message (1009, 4003).",
            "raise max_message_bytes in the relay."),
    CLOSED_OTHER(RETRIES, "The relay closed the connection.", "read the relay's log; the finding has code and reason."),
    CUT(
            RETRIES,
            "The connection was cut without a WebSocket close.",
            "look for a time limit or a failure in the proxies between, and in the relay's log."),
    REGISTRATION_TIMEOUT(
            RETRIES,
            "The relay does not answer the registration.",
            "use a relay that speaks this generation: ProxyStore 0.5's ignores 1.0. Otherwise read the relay's log."),
    REGISTRATION_REFUSED(ENDS, "The relay answers the registration, but not with success.", "read the relay's log."),

    PEER_UNKNOWN(
            NO_PEER,
            "Two peers that have registered at this address do not find each other.",
            "send all endpoints to one relay: the load balancer has several relays behind it that do not share peers."),
    MESSAGE_RETURNED(
            NO_PEER, "The relay returned a message instead of forwarding it.", "the finding has the relay's reason."),
    MESSAGE_LOST(NO_PEER, "A message did not arrive in time.", "read the relay's log; look for a stalled proxy."),
    MESSAGE_ALTERED(
            NO_PEER, "A message arrived altered.", "look for an intermediary that rewrites WebSocket messages."),
    LIMIT_LOWER(
            WORKS,
            "A message within the relay's limit does not pass.",
            "look for a lower limit in a proxy between; session descriptions have some kilobytes."),
    LIMIT_IGNORED(
            WORKS,
            "A message above the relay's limit was accepted.",
            "look for an intermediary that answers for another relay than /info does."),
    IDLE_CUT(
            RECONNECTS,
            "A connection without messages was cut.",
            "raise the idle time limit of the proxy, load balancer or firewall between to 60 s or more; the relay pings"
                    + " every 20 s.");

    private final Consequence consequence;
    private final String sentence;
    private final String remedy;

    Problem(Consequence consequence, String sentence, String remedy) {
        this.consequence = consequence;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The problem of a connection that the relay closed with this code after the handshake. */
    static Problem ofClose(int code) {
        return switch (code) {
            case 1001 -> CLOSED_1001;
            case 1006 -> CUT;
            case 1009, 4003 -> CLOSED_TOO_LONG;
            case 1013 -> CLOSED_1013;
            case 4000 -> CLOSED_4000;
            case 4001 -> CLOSED_4001;
            case 4002 -> CLOSED_4002;
            case 4004 -> CLOSED_4004;
            default -> CLOSED_OTHER;
        };
    }

    /** What it means for an endpoint, in one sentence. */
    public String consequence() {
        return consequence.toString();
    }

    /** What is wrong, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** What to do, without a capital letter. */
    public String remedy() {
        return remedy;
    }

    /** Its name for scripts, as {@code certificate-expired}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

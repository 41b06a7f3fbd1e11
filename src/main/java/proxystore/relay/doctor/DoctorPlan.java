package proxystore.relay.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import proxystore.relay.bench.Target;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.config.Secret;

/**
 * What is examined, and how.
 *
 * @param token sent as {@code Authorization: Bearer} in each handshake (RFC 6750, section 2.1)
 * @param trust verifies the relay's certificate and its name
 * @param insecure whether {@code trust} accepts every certificate
 * @param proxy the HTTP proxy on the way
 * @param limit longest time for one answer; an endpoint waits 10 s
 * @param idle time without messages on an open connection; zero for no such step
 */
public record DoctorPlan(
        URI url,
        Optional<Secret> token,
        X509ExtendedTrustManager trust,
        boolean insecure,
        Optional<ProxyUrl> proxy,
        Duration limit,
        Duration idle) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException as {@link Target}
     */
    public DoctorPlan {
        Target.checkToken(token);
    }

    boolean secure() {
        return Target.isSecure(url);
    }

    /** The host without the brackets of an IPv6 address. */
    String host() {
        return bare(url.getHost());
    }

    int port() {
        return url.getPort() >= 0 ? url.getPort() : secure() ? HTTPS_PORT : HTTP_PORT;
    }

    /** The host and port that the TCP connection goes to: the proxy's, if there is one. */
    String firstHost() {
        return bare(proxy.map(ProxyUrl::host).orElse(host()));
    }

    int firstPort() {
        return proxy.map(ProxyUrl::port).orElse(port());
    }

    /** The value of {@code Host} (RFC 9110, section 7.2). */
    String authority() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** The request target of the handshake (RFC 6455, section 3). */
    String resource() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** The path of a page of the relay. */
    String page(String name) {
        String path = url.getRawPath();
        return (path.endsWith("/") ? path : path + "/") + name;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

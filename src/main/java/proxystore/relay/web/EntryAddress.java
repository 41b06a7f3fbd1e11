package proxystore.relay.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.config.AddressRange;
import proxystore.relay.config.ProxyConfig;
import proxystore.relay.endpoint.ForwardedAddress;
import proxystore.relay.endpoint.RequestHead;

/**
 * The address to give to an endpoint, as the viewer of a page reaches the relay. It believes the scheme and host that a
 * trusted proxy reports: {@code Forwarded} with one element (RFC 7239), or one {@code X-Forwarded-Proto} and
 * {@code X-Forwarded-Host}.
 */
final class EntryAddress {
    /**
     * Letters, digits, dots and hyphens, or an IPv6 address in brackets, with an optional port. Stricter than what
     * {@link proxystore.relay.config.Origin} compares: readers copy this text into a shell.
     */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:\\d{1,5})?");

    private static final String PLACEHOLDER = "HOST:PORT";

    private EntryAddress() {}

    /** As in {@code wss://relay.example.org/}; with a placeholder if the request names no usable host. */
    static String of(RequestHead request, ProxyConfig proxies) {
        boolean trusted = AddressRange.address(request.remoteHost())
                .filter(proxies::trusts)
                .isPresent();
        boolean secure = request.secure()
                || (trusted && forwarded(request, "proto", "X-Forwarded-Proto").equals(Optional.of("https")));
        Optional<String> host = trusted ? forwarded(request, "host", "X-Forwarded-Host") : Optional.empty();
        String authority = host.or(() -> request.only("Host"))
                .filter(text -> HOST_AND_PORT.matcher(text).matches())
                .orElse(PLACEHOLDER);
        return (secure ? "wss://" : "ws://") + authority + request.line().contextPath() + "/";
    }

    private static Optional<String> forwarded(RequestHead request, String parameter, String header) {
        return request.only("Forwarded")
                .filter(element -> element.indexOf(',') < 0)
                .flatMap(element -> ForwardedAddress.parameter(element, parameter))
                .or(() -> request.only(header))
                .map(text -> text.toLowerCase(Locale.ROOT));
    }
}

package proxystore.relay.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The part of a client's address that limits count. One subscriber has a whole IPv6 network of 64 bits (RFC 6177, RFC 4291
 * section 2.5.4) and can use any address of it, so all addresses of such a network are one.
 */
public final class NetworkAddress {
    private static final int IPV6_NETWORK_BYTES = 8;

    private NetworkAddress() {}

    /**
     * The IPv4 address, the first 64 bits of the IPv6 address, or the text itself if it is no address.
     *
     * @param remoteAddress {@code 192.0.2.1:80}, {@code [2001:db8::1]:80} or, if a proxy does not report the port, either
     *     without it and without brackets
     */
    public static String of(String remoteAddress) {
        String host = host(remoteAddress);
        if (host.indexOf(':') < 0) {
            return host;
        }
        try {
            InetAddress address = InetAddress.getByName(host); // a text with a colon is never looked up
            return address instanceof Inet6Address ? network(address.getAddress()) : address.getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }

    private static String network(byte[] address) {
        return HexFormat.of().formatHex(Arrays.copyOf(address, IPV6_NETWORK_BYTES)) + "::/64";
    }

    private static String host(String remoteAddress) {
        int colon = remoteAddress.lastIndexOf(':');
        int bracket = remoteAddress.indexOf(']');
        if (remoteAddress.startsWith("[") && bracket > 0) {
            return remoteAddress.substring(1, bracket);
        }
        return colon == remoteAddress.indexOf(':') && colon >= 0 ? remoteAddress.substring(0, colon) : remoteAddress;
    }
}

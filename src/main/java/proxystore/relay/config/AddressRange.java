package proxystore.relay.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IP addresses that share a prefix (RFC 4632; RFC 4291, section 2.3).
 *
 * @param network an address of the range
 * @param prefixLength number of leading bits that all addresses of the range share
 */
public record AddressRange(InetAddress network, int prefixLength) {
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    /** Literal addresses only: the JDK would look up a name in the DNS. */
    private static final Pattern LITERAL = Pattern.compile("(?<address>" + OCTET + "(?:\\." + OCTET + "){3}"
            + "|(?!\\.)[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(?<prefix>\\d{1,3}))?");

    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException if it is longer than the address
     */
    public AddressRange {
        if (prefixLength < 0 || prefixLength > bits(network)) {
            throw new IllegalArgumentException(
                    "prefix " + prefixLength + " is out of range (0 to " + bits(network) + ")");
        }
    }

    /** Reads an address ({@code 10.0.0.7}, {@code ::1}) or a range ({@code 10.0.0.0/8}). */
    static Optional<AddressRange> parse(String text) {
        Matcher matcher = LITERAL.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.getByName(matcher.group("address"));
            String prefix = matcher.group("prefix");
            int length = prefix == null ? bits(network) : Integer.parseInt(prefix);
            return length > bits(network) ? Optional.empty() : Optional.of(new AddressRange(network, length));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Reads an address ({@code 10.0.0.7}, {@code ::1}); empty for a name, which is not looked up. */
    public static Optional<InetAddress> address(String text) {
        boolean bare = text.indexOf('/') < 0 && text.equals(text.strip());
        return bare ? parse(text).map(AddressRange::network) : Optional.empty();
    }

    /** Whether the address is in this range; an IPv4 address is in no IPv6 range. */
    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int bytes = prefixLength / 8;
        int rest = prefixLength % 8;
        return Arrays.equals(ours, 0, bytes, theirs, 0, bytes)
                && (rest == 0 || (ours[bytes] ^ theirs[bytes]) >> (8 - rest) == 0);
    }

    @Override
    public String toString() {
        String address = network.getHostAddress();
        return prefixLength == bits(network) ? address : address + "/" + prefixLength;
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }
}

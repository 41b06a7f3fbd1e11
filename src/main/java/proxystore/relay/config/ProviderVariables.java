package proxystore.relay.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The environment variables that give ProxyStore's relay, a Python program, the proxy and the certificate authorities
 * for the identity provider: those of the {@code requests} library. This relay reads them too, to replace it in the
 * same environment.
 */
final class ProviderVariables {
    private static final List<String> CA_FILES = List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE");

    private ProviderVariables() {}

    /** A variable that is set. */
    record SetVariable(String name, String value) {}

    /** The variable with the HTTP proxy for a URL; empty if {@code NO_PROXY} has its host. */
    static Optional<SetVariable> proxy(URI url, Map<String, String> environment) {
        return eitherCase(url.getScheme().toLowerCase(Locale.ROOT) + "_proxy", environment)
                .or(() -> eitherCase("all_proxy", environment))
                .filter(proxy -> !isExempt(
                        url,
                        eitherCase("no_proxy", environment)
                                .map(SetVariable::value)
                                .orElse("")));
    }

    /** The variable with the file of certificate authorities. */
    static Optional<SetVariable> caFile(Map<String, String> environment) {
        return CA_FILES.stream()
                .map(name -> new SetVariable(name, environment.getOrDefault(name, "")))
                .filter(variable -> !variable.value().isBlank())
                .findFirst();
    }

    /**
     * The name in lower case takes precedence over the one in upper case, even if it is blank, which means no value.
     */
    private static Optional<SetVariable> eitherCase(String name, Map<String, String> environment) {
        String present = environment.containsKey(name) ? name : name.toUpperCase(Locale.ROOT);
        return Optional.of(new SetVariable(present, environment.getOrDefault(present, "")))
                .filter(variable -> !variable.value().isBlank());
    }

    /**
     * {@code NO_PROXY} is a comma-separated list of names (with all subdomains), addresses and ranges, or {@code *}.
     */
    private static boolean isExempt(URI url, String noProxy) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        Optional<InetAddress> address =
                AddressRange.address(host.replace("[", "").replace("]", ""));
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        List<String> names = new ArrayList<>(List.of(host, host + ":" + port));
        for (String entry : noProxy.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            String name = entry.replaceFirst("^\\*?\\.", "");
            boolean inRange = address.isPresent()
                    && AddressRange.parse(entry)
                            .filter(range -> range.contains(address.get()))
                            .isPresent();
            boolean named = names.stream()
                    .anyMatch(each ->
                            each.equals(name) || (address.isEmpty() && !name.isEmpty() && each.endsWith("." + name)));
            if (entry.equals("*") || inRange || named) {
                return true;
            }
        }
        return false;
    }
}

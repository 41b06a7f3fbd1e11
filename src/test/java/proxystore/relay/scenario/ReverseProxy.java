package proxystore.relay.scenario;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * A reverse proxy as the documentation sets it up: the file that users copy is the file that runs here, with nothing but
 * ports, addresses, file and user names replaced.
 */
enum ReverseProxy {
    NGINX("nginx", "nginx-light", "nginx.conf", "_timeout 60s", "HUP") {
        @Override
        Map<String, String> places(ProxySite site) {
            return Map.of(
                    "listen 443",
                    "listen 127.0.0.1:" + site.port(),
                    // Instead of IPv6, which not every test machine has.
                    "listen [::]:443",
                    "listen 127.0.0.2:" + site.port(),
                    "/run/nginx.pid",
                    site.directory().resolve("nginx.pid").toString(),
                    "/var/log/nginx",
                    site.directory().toString());
        }

        @Override
        List<String> arguments(Path directory, Path configuration) {
            String log = directory.resolve("error.log").toString();
            return List.of("-e", log, "-c", configuration.toString(), "-g", "daemon off;");
        }
    },
    HAPROXY("haproxy", "haproxy", "haproxy.cfg", "timeout tunnel 60s", "USR2") {
        @Override
        Map<String, String> places(ProxySite site) throws IOException {
            PosixFileAttributes own = Files.readAttributes(site.directory(), PosixFileAttributes.class);
            return Map.of(
                    ":::443 v4v6", "127.0.0.1:" + site.port(),
                    "/etc/haproxy/relay.lua",
                            FILES.resolve("haproxy.lua").toAbsolutePath().toString(),
                    "user haproxy", "user " + own.owner().getName(),
                    "group haproxy", "group " + own.group().getName());
        }

        @Override
        List<String> arguments(Path directory, Path configuration) {
            return List.of("-W", "-f", configuration.toString()); // as Debian's service: a master and a worker
        }
    },
    HTTPD("apache2", "apache2", "httpd.conf", "\nTimeout 60", "USR1") {
        @Override
        Map<String, String> places(ProxySite site) {
            return Map.of(
                    "Listen 443",
                    "Listen 127.0.0.1:" + site.port(),
                    "*:443",
                    "127.0.0.1:" + site.port(),
                    "/run/apache2",
                    site.directory().toString(),
                    "syslog:daemon",
                    site.directory().resolve("error.log").toString());
        }

        @Override
        List<String> arguments(Path directory, Path configuration) {
            return List.of("-DFOREGROUND", "-f", configuration.toString());
        }
    };

    /** The files that users copy. */
    static final Path FILES = Path.of("src/main/proxies");

    private final String program;
    private final String debianPackage;
    private final String file;
    private final String idleTimeout;
    private final String reloadSignal;

    /**
     * What sets a proxy apart.
     *
     * @param idleTimeout the end of the line that limits how long a WebSocket may have no traffic, with 60 seconds
     * @param reloadSignal what its service manager sends to its first process for a reload
     */
    ReverseProxy(String program, String debianPackage, String file, String idleTimeout, String reloadSignal) {
        this.program = program;
        this.debianPackage = debianPackage;
        this.file = file;
        this.idleTimeout = idleTimeout;
        this.reloadSignal = reloadSignal;
    }

    /**
     * One proxy's place.
     *
     * @param directory for its configuration, its logs and its pid
     * @param port for WebSockets over TLS, on loopback
     * @param relayPort of the relay behind it, on loopback
     */
    record ProxySite(Path directory, int port, int relayPort, TestCertificates certificates) {}

    /** What to replace, besides the certificates and the relay's address. */
    abstract Map<String, String> places(ProxySite site) throws IOException;

    /** For a process in the foreground. */
    abstract List<String> arguments(Path directory, Path configuration);

    /**
     * Lays out the proxy's files and says how to start it.
     *
     * @param changes texts of the file and what stands in their place
     */
    ProcessBuilder prepare(ProxySite site, Map<String, String> changes) throws IOException {
        Path template = FILES.resolve(file);
        Map<String, String> replacements = new HashMap<>(places(site));
        replacements.put("127.0.0.1:8765", "127.0.0.1:" + site.relayPort());
        replacements.putAll(changes);
        Map<String, Path> certificates = Map.of(
                "/etc/relay/fullchain.pem", site.certificates().certfile(),
                "/etc/relay/privkey.pem", site.certificates().keyfile(),
                "/etc/relay/relay.pem", site.certificates().certfileWithKey());
        String text = Files.readString(template);
        certificates.forEach((shown, made) -> {
            if (text.contains(shown)) { // in one file or in two
                replacements.put(shown, made.toString());
            }
        });
        Path configuration = Template.fill(template, site.directory().resolve(file), replacements);
        List<String> command = Stream.concat(
                        Stream.of(program().orElseThrow().toString()),
                        arguments(site.directory(), configuration).stream())
                .toList();
        return new ProcessBuilder(command);
    }

    /** The change of the file that closes a WebSocket without traffic after this time instead of 60 s. */
    Map<String, String> idleAfter(int seconds) {
        return Map.of(idleTimeout, idleTimeout.replace("60", String.valueOf(seconds)));
    }

    String reloadSignal() {
        return reloadSignal;
    }

    /** Where the program is installed; Debian's are not on every user's path. */
    Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The message for a machine without the program. */
    String howToInstall() {
        return "no " + program + " here (Debian: apt-get install " + debianPackage + ")";
    }

    /** Its name as the table of scenarios shows it. */
    String title() {
        return this == HAPROXY ? "HAProxy" : toString();
    }

    @Override
    public String toString() {
        return file.substring(0, file.indexOf('.'));
    }
}

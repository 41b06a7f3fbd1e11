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
import proxystore.relay.standalone.TestCertificates;

/**
 * A reverse proxy as the documentation sets it up: the file that users copy is the file that runs here, with nothing but
 * ports, addresses, file and user names replaced.
 */
enum ReverseProxy {
    NGINX("nginx", "nginx-light", "nginx.conf", "_timeout 60s") {
        @Override
        Map<String, String> places(Site site) {
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
    HAPROXY("haproxy", "haproxy", "haproxy.cfg", "timeout tunnel 60s") {
        @Override
        Map<String, String> places(Site site) throws IOException {
            PosixFileAttributes own = Files.readAttributes(site.directory(), PosixFileAttributes.class);
            return Map.of(
                    ":::443 v4v6", "127.0.0.1:" + site.port(),
                    "user haproxy", "user " + own.owner().getName(),
                    "group haproxy", "group " + own.group().getName());
        }

        @Override
        List<String> arguments(Path directory, Path configuration) {
            return List.of("-db", "-f", configuration.toString());
        }
    },
    HTTPD("apache2", "apache2", "httpd.conf", "Timeout 60") {
        @Override
        Map<String, String> places(Site site) {
            return Map.of(
                    "Listen 443",
                    "Listen 127.0.0.1:" + site.port(),
                    "*:443",
                    "127.0.0.1:" + site.port(),
                    "/run/apache2",
                    site.directory().toString(),
                    "/var/log/apache2",
                    site.directory().toString());
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

    /**
     * What sets a proxy apart.
     *
     * @param idleTimeout the end of the line that sets how long a WebSocket may be silent, with 60 seconds
     */
    ReverseProxy(String program, String debianPackage, String file, String idleTimeout) {
        this.program = program;
        this.debianPackage = debianPackage;
        this.file = file;
        this.idleTimeout = idleTimeout;
    }

    /**
     * One proxy's place.
     *
     * @param directory for its configuration, its logs and its pid
     * @param port for WebSockets over TLS, on loopback
     * @param relayPort of the relay behind it, on loopback
     */
    record Site(Path directory, int port, int relayPort, TestCertificates certificates) {}

    /** What to replace, besides the certificates and the relay's address. */
    abstract Map<String, String> places(Site site) throws IOException;

    /** For a process in the foreground. */
    abstract List<String> arguments(Path directory, Path configuration);

    /**
     * Lays out the proxy's files and says how to start it.
     *
     * @param idleSeconds how long a WebSocket may be silent, in place of the file's 60 s
     */
    ProcessBuilder prepare(Site site, int idleSeconds) throws IOException {
        Path template = FILES.resolve(file);
        Map<String, String> replacements = new HashMap<>(places(site));
        replacements.put("127.0.0.1:8765", "127.0.0.1:" + site.relayPort());
        replacements.put(idleTimeout, idleTimeout.replace("60", String.valueOf(idleSeconds)));
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

    /** Where the program is installed; Debian's are not on every user's path. */
    Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** For whom it is missing. */
    String howToInstall() {
        return "no " + program + " here (Debian: apt-get install " + debianPackage + ")";
    }

    @Override
    public String toString() {
        return file.substring(0, file.indexOf('.'));
    }
}

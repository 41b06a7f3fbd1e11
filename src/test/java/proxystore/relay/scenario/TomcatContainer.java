package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tomcat as {@code server.xml.example} sets it up: the file that users copy is the file that runs here, with nothing but
 * ports and file names replaced.
 *
 * @param name the distribution, such as {@code tomcat-11.0}
 */
record TomcatContainer(String name) implements ServletContainer {
    /** Tomcat warns if this takes more than 100 ms. */
    private static final String SLOW_MACHINE = "Creation of SecureRandom instance";

    @Override
    public String title() {
        return name.replace("tomcat-", "Tomcat ");
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
        Path home = Artifacts.distribution(name);
        Path configuration = Files.createDirectory(site.base().resolve("conf"));
        try (Stream<Path> files = Files.list(home.resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Template.fill(
                Path.of("server.xml.example"),
                configuration.resolve("server.xml"),
                Map.of(
                        "port=\"8443\"",
                        "port=\"" + site.tlsPort() + '"',
                        "port=\"8765\"",
                        "port=\"" + site.port() + '"',
                        "/etc/relay/fullchain.pem",
                        site.certificates().certfile().toString(),
                        "/etc/relay/privkey.pem",
                        site.certificates().keyfile().toString()));
        for (String directory : List.of("logs", "temp", "work", "webapps")) {
            Files.createDirectory(site.base().resolve(directory));
        }
        for (Installation application : site.applications()) {
            Files.copy(site.war(), site.base().resolve("webapps").resolve(application.archive()));
        }

        ProcessBuilder command =
                new ProcessBuilder("sh", home.resolve("bin/catalina.sh").toString(), "run");
        command.environment()
                .putAll(Map.of(
                        "CATALINA_HOME", home.toString(),
                        "CATALINA_BASE", site.base().toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "CATALINA_OPTS", "-Xmx512m"));
        return command;
    }

    @Override
    public Pattern started() {
        return Pattern.compile("Server startup in ");
    }

    @Override
    public List<Entrance> entrances() {
        return name.startsWith("tomcat-10") ? List.of(Entrance.RELAY_TLS) : ServletContainer.super.entrances();
    }

    @Override
    public boolean warns(String logLine) {
        return (logLine.contains(" WARNING ") || logLine.contains(" SEVERE ")) && !logLine.contains(SLOW_MACHINE);
    }
}

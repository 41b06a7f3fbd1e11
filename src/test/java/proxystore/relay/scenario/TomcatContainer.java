package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

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
record TomcatContainer(String name) implements Container {
    @Override
    public ProcessBuilder prepare(Site site) throws IOException {
        Path home = Artifacts.distribution(name);
        Path configuration = Files.createDirectory(site.base().resolve("conf"));
        try (Stream<Path> files = Files.list(home.resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Files.writeString(configuration.resolve("server.xml"), serverXml(site));
        for (String directory : List.of("logs", "temp", "work", "webapps")) {
            Files.createDirectory(site.base().resolve(directory));
        }
        String application =
                site.contextPath().isEmpty() ? "ROOT" : site.contextPath().substring(1);
        Files.copy(site.war(), site.base().resolve("webapps").resolve(application + ".war"));

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

    private static String serverXml(Site site) throws IOException {
        String text = Files.readString(Path.of("server.xml.example"));
        Map<String, String> replacements = Map.of(
                "port=\"8443\"", "port=\"" + site.tlsPort() + '"',
                "port=\"8765\"", "port=\"" + site.port() + '"',
                "certificateFile=\"/etc/relay/fullchain.pem\"",
                        "certificateFile=\"" + site.certificates().certfile() + '"',
                "certificateKeyFile=\"/etc/relay/privkey.pem\"",
                        "certificateKeyFile=\"" + site.certificates().keyfile() + '"');
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            assertThat(text).containsOnlyOnce(replacement.getKey());
            text = text.replace(replacement.getKey(), replacement.getValue());
        }
        return text;
    }
}

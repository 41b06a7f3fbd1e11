package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** WildFly as {@code wildfly.cli} sets it up. */
record WildFlyContainer(String name) implements Container {
    @Override
    public ProcessBuilder prepare(Site site) throws IOException {
        Path home = Artifacts.distribution(name);
        Path standalone = site.base().resolve("standalone");
        Artifacts.copy(home.resolve("standalone"), standalone);
        Map<String, String> replacements = new LinkedHashMap<>();
        replacements.put("/etc/relay/relay.p12", site.certificates().pkcs12().toString());
        replacements.put("0.0.0.0", "127.0.0.1");
        replacements.put("value=8443", "value=" + site.tlsPort());
        replacements.put("value=8765", "value=" + site.port());
        replacements.put("/opt/relay/relay.war", site.war().toString());
        replacements.put("ROOT.war", site.archive());
        Path commands = Template.fill(Template.of("wildfly.cli"), site.base().resolve("relay.cli"), replacements);

        ProcessBuilder setUp =
                new ProcessBuilder("sh", home.resolve("bin/jboss-cli.sh").toString(), "--file=" + commands);
        setUp.environment().put("JAVA_OPTS", "-Djboss.server.base.dir=" + standalone);
        setUp.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Command.run(name + "-cli", setUp);

        ProcessBuilder command = new ProcessBuilder(
                "sh",
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + standalone,
                "-Djboss.management.http.port=" + ContainerRelay.freePort());
        command.environment()
                .putAll(Map.of(
                        "LAUNCH_JBOSS_IN_BACKGROUND", "true", // hands signals on
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS", "-Xmx512m"));
        return command;
    }

    @Override
    public Pattern started() {
        return Pattern.compile("WFLYSRV0025"); // "started"; with an error it would be WFLYSRV0026
    }

    @Override
    public boolean warns(String logLine) {
        return logLine.contains(" WARN ") || logLine.contains(" ERROR ");
    }
}

package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * WildFly as {@code wildfly.cli} sets it up.
 *
 * @param name the distribution
 * @param listening whether it listens while it starts and stops, as WildFly does of itself
 */
record WildFlyContainer(String name, boolean listening) implements RedeployableContainer {
    /** The file that holds it. */
    private static final String MANAGEMENT_PORT = "management-port";

    WildFlyContainer(String name) {
        this(name, false);
    }

    @Override
    public String title() {
        return "WildFly";
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
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
        replacements.put("enabled, value=false", "enabled, value=" + listening);
        String end = "stop-embedded-server";
        replacements.put(
                end,
                site.furtherApplications().stream()
                                .map(application -> deployment(application) + "\n")
                                .collect(Collectors.joining())
                        + end);
        Path commands = Template.fill(Template.of("wildfly.cli"), site.base().resolve("relay.cli"), replacements);

        String managementPort = String.valueOf(ContainerRelay.freePort());
        Files.writeString(site.base().resolve(MANAGEMENT_PORT), managementPort);

        cli("-Djboss.server.base.dir=" + standalone, "--file=" + commands);

        ProcessBuilder command = new ProcessBuilder(
                "sh",
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + standalone,
                "-Djboss.management.http.port=" + managementPort,
                "--read-only-server-config=standalone.xml");
        command.environment()
                .putAll(Map.of(
                        "LAUNCH_JBOSS_IN_BACKGROUND",
                        "true", // hands signals on
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS",
                        "-Xmx512m"));
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

    @Override
    public void afterStart(Installation site) throws IOException {
        listeners(site, "wildfly-open.cli");
    }

    @Override
    public void beforeStop(Installation site) throws IOException {
        listeners(site, "wildfly-close.cli");
    }

    private void listeners(Installation site, String file) throws IOException {
        if (!listening) {
            connected(site, "--file=" + Template.of(file));
        }
    }

    @Override
    public void undeploy(Installation site) throws IOException {
        connected(site, "--command=undeploy " + site.archive());
    }

    @Override
    public void deploy(Installation site) throws IOException {
        connected(site, "--command=" + deployment(site));
    }

    private static String deployment(Installation site) {
        return "deploy " + site.war() + " --name=" + site.archive() + " --runtime-name=" + site.archive();
    }

    private void connected(Installation site, String argument) throws IOException {
        String port = Files.readString(site.base().resolve(MANAGEMENT_PORT));
        cli("", "--connect", "--controller=127.0.0.1:" + port, argument);
    }

    private void cli(String javaOptions, String... arguments) throws IOException {
        ProcessBuilder cli = new ProcessBuilder(
                "sh", Artifacts.distribution(name).resolve("bin/jboss-cli.sh").toString());
        cli.command().addAll(List.of(arguments));
        cli.environment().put("JAVA_OPTS", javaOptions + " " + Artifacts.SHORT_LIVED_JVM);
        cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Command.run(name + "-cli", cli);
    }
}

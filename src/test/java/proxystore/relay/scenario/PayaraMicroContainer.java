package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Payara Micro as {@code payara-micro.args} and {@code payara-micro.asadmin} start it. */
record PayaraMicroContainer(String name) implements ServletContainer {
    /** Authorities in the server's own list whose certificates have expired in the meantime. */
    private static final String EXPIRED_AUTHORITY = "NCLS-SECURITY-05054";

    @Override
    public String title() {
        return "Payara Micro";
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
        Path commands = Template.fill(
                Template.of("payara-micro.asadmin"),
                site.base().resolve("payara-micro.asadmin"),
                Map.of(
                        "/etc/relay/relay.p12",
                        site.certificates().pkcs12().toString(),
                        "0.0.0.0",
                        "127.0.0.1",
                        "port=8765",
                        "port=" + site.port(),
                        "port=8443",
                        "port=" + site.tlsPort()));
        Map<String, String> replacements = new LinkedHashMap<>();
        replacements.put(
                "/opt/relay/payara-micro.jar",
                Artifacts.distribution(name).resolve("payara-micro.jar").toString());
        replacements.put("/etc/relay/payara-micro.asadmin", commands.toString());
        replacements.put(
                "/etc/relay/payara-micro-deployed.asadmin", deployed(site).toString());
        replacements.put(
                "/var/lib/relay/payara-micro", site.base().resolve("root").toString());
        replacements.put("/opt/relay/relay.war", site.war().toString());
        replacements.put(
                "--contextroot /", "--contextroot " + (site.contextPath().isEmpty() ? "/" : site.contextPath()));
        Path arguments =
                Template.fill(Template.of("payara-micro.args"), site.base().resolve("payara-micro.args"), replacements);
        return new ProcessBuilder(Artifacts.javaExecutable().toString(), "-Xmx512m", "@" + arguments);
    }

    /** The further applications are deployed before the listeners are opened. */
    private static Path deployed(Installation site) throws IOException {
        String deployments = site.furtherApplications().stream()
                .map(application ->
                        "deploy --name relay" + application.contextPath().replace('/', '-') + " --contextroot "
                                + application.contextPath() + " " + application.war() + "\n")
                .collect(Collectors.joining());
        String commands = deployments + Files.readString(Template.of("payara-micro-deployed.asadmin"));
        return Files.writeString(site.base().resolve("payara-micro-deployed.asadmin"), commands);
    }

    @Override
    public Pattern started() {
        return Pattern.compile("Payara Micro .* ready in ");
    }

    @Override
    public boolean cutsAtShutdown() {
        return true;
    }

    @Override
    public boolean sessionsWaitForReaders() {
        return true;
    }

    @Override
    public boolean losesHandshakes() {
        return true;
    }

    @Override
    public boolean warns(String logLine) {
        return (logLine.contains("WARNING") || logLine.contains("SEVERE"))
                && logLine.startsWith("[")
                && !logLine.contains(EXPIRED_AUTHORITY);
    }

    @Override
    public List<Entrance> entrances() {
        return List.of(Entrance.RELAY_TLS);
    }

    /** Tyrus buffers a whole frame, up to 4 MiB, before the relay receives it. */
    @Override
    public OptionalInt hugeFrameCode() {
        return OptionalInt.of(1011);
    }
}

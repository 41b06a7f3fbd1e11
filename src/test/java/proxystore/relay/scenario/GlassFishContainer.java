package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Payara Server or GlassFish as {@code payara.asadmin} and {@code glassfish.asadmin} set them up.
 *
 * @param name the distribution; and the commands
 * @param startedMessage what it prints once it runs
 * @param keyStoreOfItsOwn whether it takes certificates from no other file than its own
 */
record GlassFishContainer(String name, String startedMessage, boolean keyStoreOfItsOwn, List<String> commandFiles)
        implements RedeployableContainer {
    /** Of the domain that comes with the distribution; each test's has others. */
    private static final List<String> PORTS =
            List.of("4848", "8080", "8181", "8686", "3700", "3820", "3920", "7676", "6666", "9009");

    /** GlassFish cannot monitor a listener that is not open yet; the recipe opens its listeners last. */
    private static final String NO_PROBES_OF_A_CLOSED_LISTENER = "_MessageID=AS-WEB-GLUE-00167;";

    /** Authorities in the servers' own list whose certificates have expired in the meantime. */
    private static final String EXPIRED_AUTHORITY = "NCLS-SECURITY-05054";

    static GlassFishContainer payara() {
        return new GlassFishContainer(
                "payara", "Payara Server .* startup time : ", false, List.of("preboot", "postboot"));
    }

    static GlassFishContainer glassFish() {
        return new GlassFishContainer("glassfish", "Eclipse GlassFish .* startup time: ", true, List.of());
    }

    @Override
    public String title() {
        return commandFiles.isEmpty() ? "GlassFish" : "Payara Server";
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
        Path domains = Files.createDirectory(site.base().resolve("domains"));
        Path home = Artifacts.distribution(name);
        Artifacts.copy(home.resolve("glassfish/domains/domain1"), domains.resolve("domain1"));
        Path domain = domains.resolve("domain1/config/domain.xml");
        String text = Files.readString(domain)
                .replace("<network-listener port", "<network-listener address=\"127.0.0.1\" port")
                .replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                .replace("type=\"EMBEDDED\"", "type=\"REMOTE\"") // no message broker
                .replace(
                        "<hazelcast-config-specific-configuration>",
                        "<hazelcast-config-specific-configuration enabled=\"false\">");
        for (String port : PORTS) {
            String free = String.valueOf(ContainerRelay.freePort());
            if (port.equals("4848")) {
                Files.writeString(site.base().resolve("admin-port"), free);
            }
            text = text.replaceAll("(\"|[=:])" + port + "\\b", "$1" + free);
        }
        Files.writeString(domain, text);
        if (keyStoreOfItsOwn) {
            importCertificate(site, domain.resolveSibling("keystore.jks"));
        }
        ProcessBuilder command = asadmin(home, "start-domain", "--verbose", "--domaindir", domains.toString());
        for (String file : commandFiles) {
            Path commands = Files.createFile(site.base().resolve(name + '-' + file + ".asadmin"));
            command.command().addAll(List.of("--" + file + "commandfile", commands.toString()));
        }
        command.command().add("domain1");
        return command;
    }

    /** As {@code glassfish.asadmin} says. */
    private void importCertificate(Installation site, Path keyStore) throws IOException {
        Command.run(
                name + "-keytool",
                new ProcessBuilder(
                        Artifacts.javaExecutable().resolveSibling("keytool").toString(),
                        "-importkeystore",
                        "-srckeystore",
                        site.certificates().pkcs12().toString(),
                        "-srcstorepass",
                        site.certificates().storePassword(),
                        "-alias",
                        "relay",
                        "-destkeystore",
                        keyStore.toString(),
                        "-deststorepass",
                        "changeit"));
    }

    @Override
    public Pattern started() {
        return Pattern.compile(startedMessage);
    }

    @Override
    public void configure(Installation site) throws IOException {
        Map<String, String> replacements = new LinkedHashMap<>();
        if (!keyStoreOfItsOwn) {
            replacements.put(
                    "/etc/relay/relay.p12", site.certificates().pkcs12().toString());
        }
        replacements.put("0.0.0.0", "127.0.0.1");
        replacements.put("port=8443", "port=" + site.tlsPort());
        replacements.put("port=8765", "port=" + site.port());
        replacements.put("/opt/relay/relay.war", site.war().toString());
        replacements.put("--contextroot /", "--contextroot " + contextRoot(site));
        Path commands =
                Template.fill(Template.of(name + ".asadmin"), site.base().resolve("relay.asadmin"), replacements);
        for (Installation application : site.furtherApplications()) {
            String command = "\n" + String.join(" ", deployment(application, "relay-again")) + "\n";
            Files.writeString(commands, command, StandardOpenOption.APPEND);
        }
        String output = administer(site, "multimode", "--file", commands.toString());
        assertThat(output).doesNotContain("failed").doesNotContain("failure");
        for (String file : commandFiles) {
            String fileName = name + '-' + file + ".asadmin";
            Files.copy(Template.of(fileName), site.base().resolve(fileName), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void afterStart(Installation site) throws IOException {
        listeners(site, "open");
    }

    @Override
    public void beforeStop(Installation site) throws IOException {
        listeners(site, "close");
    }

    private void listeners(Installation site, String command) throws IOException {
        if (commandFiles.isEmpty()) {
            Path commands = Template.of(name + '-' + command + ".asadmin");
            administer(site, "multimode", "--file", commands.toString());
        }
    }

    @Override
    public void undeploy(Installation site) throws IOException {
        administer(site, "undeploy", "relay");
    }

    @Override
    public void deploy(Installation site) throws IOException {
        administer(site, deployment(site, "relay"));
    }

    private static String[] deployment(Installation site, String name) {
        return new String[] {
            "deploy",
            "--name",
            name,
            "--contextroot",
            contextRoot(site),
            site.war().toString()
        };
    }

    private static String contextRoot(Installation site) {
        return site.contextPath().isEmpty() ? "/" : site.contextPath();
    }

    private String administer(Installation site, String... arguments) throws IOException {
        ProcessBuilder command = asadmin(
                Artifacts.distribution(name),
                "--port",
                Files.readString(site.base().resolve("admin-port")));
        command.command().addAll(List.of(arguments));
        command.environment().put("JAVA_TOOL_OPTIONS", Artifacts.SHORT_LIVED_JVM);
        return Command.run(name + "-asadmin", command);
    }

    private static ProcessBuilder asadmin(Path home, String... arguments) {
        ProcessBuilder command =
                new ProcessBuilder("sh", home.resolve("glassfish/bin/asadmin").toString());
        command.command().addAll(List.of(arguments));
        command.environment().put("AS_JAVA", System.getProperty("java.home"));
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return command;
    }

    @Override
    public boolean cutsAtShutdown() {
        return true;
    }

    /** Payara Server does too; Payara Micro stands for it. */
    @Override
    public boolean sessionsWaitForReaders() {
        return keyStoreOfItsOwn;
    }

    @Override
    public boolean losesHandshakes() {
        return true;
    }

    @Override
    public boolean warns(String logLine) {
        return (logLine.contains("|WARNING|") || logLine.contains("|SEVERE|"))
                && !logLine.contains(EXPIRED_AUTHORITY)
                && !logLine.contains(NO_PROBES_OF_A_CLOSED_LISTENER);
    }

    @Override
    public List<Entrance> entrances() {
        return List.of(keyStoreOfItsOwn ? Entrance.RELAY_TLS : Entrance.ROOT_PLAIN);
    }

    /** Tyrus buffers a whole frame, up to 4 MiB, before the relay receives it. */
    @Override
    public OptionalInt hugeFrameCode() {
        return OptionalInt.of(1011);
    }
}

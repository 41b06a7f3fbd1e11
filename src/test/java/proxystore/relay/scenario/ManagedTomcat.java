package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tomcat as {@code server.xml.example} sets it up, but for Tomcat's own manager application beside the relay, which alone
 * says when a version comes and goes.
 *
 * @param tomcat what it is without the manager
 */
record ManagedTomcat(TomcatContainer tomcat) implements RedeployableContainer {
    private static final String CREDENTIALS = "deployer:secret";

    ManagedTomcat(String name) {
        this(new TomcatContainer(name));
    }

    @Override
    public String name() {
        return tomcat.name();
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
        ProcessBuilder command = tomcat.prepare(site);
        Path server = site.base().resolve("conf/server.xml");
        startAllThreads(server);
        Template.fill(server, server, Map.of("autoDeploy=\"true\"", "autoDeploy=\"false\""));
        Path contexts = Files.createDirectories(site.base().resolve("conf/Catalina/localhost"));
        Files.writeString(contexts.resolve("manager.xml"), """
                <Context docBase="%s" privileged="true">
                  <Realm className="org.apache.catalina.realm.MemoryRealm"/>
                </Context>
                """.formatted(
                        Artifacts.distribution(name()).resolve("webapps/manager")));
        Files.writeString(site.base().resolve("conf/tomcat-users.xml"), """
                <tomcat-users>
                  <user username="deployer" password="secret" roles="manager-script"/>
                </tomcat-users>
                """);
        return command;
    }

    /**
     * Lets the pools have all their threads from the start. A thread that a pool adds while it runs the relay's code inherits
     * the security context, and so keeps the classes, of the relay that is deployed then.
     */
    private static void startAllThreads(Path configuration) throws IOException {
        Template.fill(configuration, configuration, Map.of("<Connector ", "<Connector minSpareThreads=\"200\" "));
    }

    @Override
    public Pattern started() {
        return tomcat.started();
    }

    @Override
    public boolean warns(String logLine) {
        return tomcat.warns(logLine);
    }

    @Override
    public void undeploy(Installation site) {
        undeploy(site, "");
    }

    @Override
    public void deploy(Installation site) throws IOException {
        deploy(site, "");
    }

    /** Takes one of several parallel versions away. */
    void undeploy(Installation site, String version) {
        assertThat(ask(request(site, "undeploy?" + application(site, version)).GET()))
                .startsWith("OK");
    }

    /** Deploys a version beside those that are there. */
    void deploy(Installation site, String version) throws IOException {
        assertThat(ask(request(site, "deploy?" + application(site, version)).PUT(BodyPublishers.ofFile(site.war()))))
                .startsWith("OK");
    }

    /** What Tomcat's leak detection finds: the context paths of undeployed applications that are still in memory. */
    String leaks(Installation site) {
        return ask(request(site, "findleaks?statusLine=true").GET());
    }

    private static String application(Installation site, String version) {
        String path =
                URLEncoder.encode(site.contextPath().isEmpty() ? "/" : site.contextPath(), StandardCharsets.UTF_8);
        return "path=" + path + (version.isEmpty() ? "" : "&version=" + version);
    }

    private static HttpRequest.Builder request(Installation site, String question) {
        String credentials = Base64.getEncoder().encodeToString(CREDENTIALS.getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.port() + "/manager/text/" + question))
                .header("Authorization", "Basic " + credentials);
    }

    private static String ask(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.cli.Program;
import proxystore.relay.standalone.server.RunningRelay;

/** {@code relay doctor} through the reverse proxies of the documentation. */
@Order(3)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY})
class DoctorBehindProxiesIT {
    private static final int IDLE_SECONDS = 2;

    /** A relay that does not ping, so that its connections are idle. */
    private static RunningRelay relay() throws Exception {
        Map<String, String> settings =
                Map.of("host", "127.0.0.1", "port", "0", "heartbeat.ping_interval", "60", "proxy.trusted", "127.0.0.1");
        return RunningRelay.start(
                ConfigLoader.load(Optional.empty(), Map.of(), Map.of(), settings),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Failing.LAST_RESORT);
    }

    /** A proxy that passes failures on at once; as documented it holds them back until an endpoint has retried. */
    private static RunningProxy before(RunningRelay relay, ReverseProxy proxy) throws Exception {
        Map<String, String> changes = new HashMap<>(proxy.idleAfter(IDLE_SECONDS));
        changes.putAll(
                proxy == ReverseProxy.NGINX
                        ? Map.of("error_page 400 404 500 502 503 504 = @wait;", "")
                        : Map.of("http-response lua.hold", "#", "retries 15", "retries 0"));
        return RunningProxy.start(proxy, proxy + "-before-doctor", relay.port(), changes);
    }

    /** Prints one object; the certificate is not one that the JDK trusts. */
    private static JsonObject doctor(RunningProxy proxy, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("doctor", proxy.address().url().toString(), "--json", "--insecure", "--proxy", "none"));
        arguments.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exitCode = Program.execute(arguments.toArray(String[]::new), printed, printed);
        try (JsonReader reader = Json.createReader(new StringReader(out.toString(StandardCharsets.UTF_8)))) {
            JsonObject json = reader.readObject();
            assertThat(exitCode).isEqualTo(json.getInt("exit_code"));
            return json;
        }
    }

    private static JsonObject step(JsonObject checkup, String name) {
        return checkup.getJsonArray("steps").getValuesAs(JsonObject.class).stream()
                .filter(step -> step.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX", "HAPROXY"})
    void theWholeWayIsExamined(ReverseProxy proxy) throws Exception {
        RunningRelay relay = relay();
        try (RunningProxy front = before(relay, proxy)) {
            JsonObject well = doctor(front);
            assertThat(well.getInt("exit_code")).as("%s", well).isZero();
            assertThat(step(well, "round-trip").getString("status")).isEqualTo("ok");
            assertThat(step(well, "message-size").getString("finding"))
                    .startsWith("1048576 bytes pass, as announced; one more is refused");
            assertThat(step(well, "intermediary").getString("finding"))
                    .isEqualTo(
                            proxy == ReverseProxy.NGINX
                                    ? "server: nginx; no compression"
                                    : "no trace of one; no compression");

            JsonObject idle = step(doctor(front, "--idle", "30"), "idle");
            assertThat(idle.getString("problem")).isEqualTo("idle-cut");
            assertThat(idle.getJsonObject("figures")
                            .getJsonNumber("cut_after_s")
                            .doubleValue())
                    .isBetween(IDLE_SECONDS - 0.5, IDLE_SECONDS + 10.0);

            relay.close();
            JsonObject stopped = doctor(front);
            assertThat(stopped.getInt("exit_code")).isEqualTo(1);
            assertThat(step(stopped, "upgrade").getString("problem"))
                    .isEqualTo(proxy == ReverseProxy.NGINX ? "bad-gateway" : "unavailable");
        } finally {
            relay.close();
        }
    }
}

package proxystore.relay.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Nodes of one relay that NATS joins, each in a process of its own. They log each message whose fate they do not know. */
final class RelayCluster implements AutoCloseable {
    /** HAProxy's file for one relay ends its backend with these lines; further nodes are added between them. */
    private static final String BEFORE_SERVER = "    http-reuse never\n";

    private final String name;
    /** Of each node. */
    private final Map<String, String> settings;

    private final List<RestartableRelay> nodes = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** A cluster without nodes, whose nodes will have these settings. */
    RelayCluster(String name, Map<String, String> settings) {
        this.name = name;
        this.settings = settings;
    }

    /** Starts a standalone node that connects to these NATS servers. */
    RestartableRelay addStandalone(String natsUrls) throws IOException {
        return add(RestartableRelay.standalone(nextName(), nodeSettings(natsUrls)));
    }

    /** Starts Tomcat with {@code relay.war}, which connects to these NATS servers. */
    RestartableRelay addTomcat(String natsUrls) throws IOException {
        return add(RestartableRelay.in(new TomcatContainer("tomcat-11.0"), nextName(), nodeSettings(natsUrls)));
    }

    private String nextName() {
        return name + "-node-" + (nodes.size() + 1);
    }

    private Map<String, String> nodeSettings(String natsUrls) {
        Map<String, String> own = new HashMap<>(ChaosRelay.EVERY_WARNING);
        own.putAll(settings);
        own.put("RELAY_CLUSTER_URL", natsUrls);
        return own;
    }

    private RestartableRelay add(RestartableRelay node) {
        nodes.add(node);
        return node;
    }

    List<RestartableRelay> nodes() {
        return nodes;
    }

    /** For plain WebSockets. */
    RelayAddress address(int node) {
        return nodes.get(node).addresses().get(0);
    }

    /** The first node, then each time the next. */
    Supplier<RelayAddress> inTurn() {
        return () -> address(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    }

    /**
     * Starts HAProxy before all nodes, with the file that users copy. It connects each client to the next node, and does so at once
     * if a node does not run.
     */
    RunningProxy startProxy() throws IOException {
        StringBuilder lines = new StringBuilder(BEFORE_SERVER);
        lines.append("    option redispatch 1\n    default-server check inter 200ms fall 1 rise 1\n");
        for (int i = 1; i < nodes.size(); i++) {
            lines.append("    server node")
                    .append(i + 1)
                    .append(" 127.0.0.1:")
                    .append(nodes.get(i).port())
                    .append('\n');
        }
        return RunningProxy.start(
                ReverseProxy.HAPROXY, name + "-haproxy", nodes.get(0).port(), Map.of(BEFORE_SERVER, lines.toString()));
    }

    /** What all nodes have logged. */
    String logs() {
        StringBuilder all = new StringBuilder();
        nodes.forEach(node -> all.append(node.process().log()));
        return all.toString();
    }

    @Override
    public void close() {
        nodes.forEach(RestartableRelay::close);
        nodes.clear();
    }
}

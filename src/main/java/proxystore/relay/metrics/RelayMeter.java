package proxystore.relay.metrics;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The relay's own meters: their names in Prometheus, their labels and what they mean. */
public enum RelayMeter {
    VERSION("relay_version", Type.GAUGE, "version", "1, with the version of the relay as its label"),
    CLIENTS("relay_clients", Type.GAUGE, "generation", "registered clients"),
    CONNECTIONS("relay_connections", Type.GAUGE, "", "open WebSockets, registered or not"),
    OUTBOX("relay_outbox_bytes", Type.GAUGE, "", "memory of messages that wait to be sent or returned, in bytes"),
    OUTBOX_PEAK("relay_outbox_peak_bytes", Type.GAUGE, "", "the largest value of relay_outbox_bytes since the start"),
    OUTBOX_LIMIT(
            "relay_outbox_limit_bytes",
            Type.GAUGE,
            "",
            "the value above which messages are returned (outbox.max_total_bytes)"),
    OPENED("relay_connections_opened_total", Type.COUNTER, "", "WebSockets that have opened"),
    CLOSED("relay_connections_closed_total", Type.COUNTER, "code", "WebSockets that have ended, by close code"),
    REGISTRATIONS("relay_registrations_total", Type.COUNTER, "generation", "registrations"),
    TAKEOVERS(
            "relay_takeovers_total", Type.COUNTER, "", "registrations that took a uuid over from an older connection"),
    REFUSALS(
            "relay_refusals_total",
            Type.COUNTER,
            "reason",
            "handshakes, connections, registrations and messages that were refused; takeovers are fights over a uuid"),
    FORWARDED("relay_messages_forwarded_total", Type.COUNTER, "", "messages that their peer's outbox has accepted"),
    FORWARDED_BYTES("relay_messages_forwarded_bytes_total", Type.COUNTER, "", "their length in bytes of UTF-8"),
    WAIT(
            "relay_message_wait_seconds",
            Type.HISTOGRAM,
            "",
            "time from the arrival of a forwarded message to the begin of its sending, behind others for its peer too"),
    ANSWER(
            "relay_offer_answer_seconds",
            Type.HISTOGRAM,
            "",
            "time from the arrival of a forwarded offer to that of its answer (logging.max_offers)"),
    UNANSWERED(
            "relay_offers_unanswered_total",
            Type.COUNTER,
            "",
            "forwarded offers without an answer within 30 s, or before another offer to the same peer"),
    RETURNED("relay_messages_returned_total", Type.COUNTER, "reason", "messages that were returned to their senders"),
    SUSPENSIONS(
            "relay_reading_suspended_total",
            Type.COUNTER,
            "",
            "pauses in reading a client that sends faster than it may"),
    UNCERTAIN(
            "relay_messages_uncertain_total",
            Type.COUNTER,
            "",
            "messages that may have arrived or not, because their connection ended meanwhile"),
    MALFORMED("relay_messages_malformed_total", Type.COUNTER, "generation", "texts that are no message"),
    PING("relay_ping_seconds", Type.HISTOGRAM, "", "time from a ping of the relay to the client's pong"),
    TOKEN_CHECK("relay_token_check_seconds", Type.HISTOGRAM, "outcome", "time that a check of credentials took"),
    CLUSTER_CONNECTED(
            "relay_cluster_connected",
            Type.GAUGE,
            "",
            "1 if this node reaches the others over NATS; 0 also if there are none"),
    CLUSTER_CONNECTS("relay_cluster_connects_total", Type.COUNTER, "", "connections to NATS that were made"),
    CLUSTER_PENDING(
            "relay_cluster_pending_messages", Type.GAUGE, "", "messages that wait for the answer of another node"),
    CLUSTER_REQUESTS(
            "relay_cluster_messages_total",
            Type.COUNTER,
            "outcome",
            "messages for clients of other nodes: answered by a node, unknown to all, uncertain without an answer in time, or"
                    + " refused by this node"),
    CLUSTER_REPLY(
            "relay_cluster_reply_seconds",
            Type.HISTOGRAM,
            "",
            "time from sending a message to the answer of another node"),
    CLUSTER_SERVED(
            "relay_cluster_messages_served_total",
            Type.COUNTER,
            "",
            "messages from other nodes for clients of this one"),
    CLUSTER_LOST_RACES(
            "relay_cluster_lost_races_total",
            Type.COUNTER,
            "",
            "registrations of this node that a newer one at another node has displaced"),
    CLUSTER_MALFORMED(
            "relay_cluster_malformed_total",
            Type.COUNTER,
            "",
            "messages on the nodes' subjects that no node has written"),
    CLUSTER_DROPPED(
            "relay_cluster_dropped_total",
            Type.COUNTER,
            "",
            "answers and returned messages for other nodes that did not fit into the queue towards NATS"),
    CLUSTER_SLOW_CONSUMERS(
            "relay_cluster_slow_consumers_total",
            Type.COUNTER,
            "",
            "times that messages of other nodes arrived faster than this one could process them, and were dropped"),
    LINES_LEFT_OUT("relay_log_lines_left_out_total", Type.COUNTER, "", "log lines about clients past a limit"),
    LINES_DROPPED(
            "relay_log_lines_dropped_total", Type.COUNTER, "", "log lines that were not written in time; 0 in the WAR");

    /** What Prometheus does with a meter. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String text;
    private final Type type;
    private final String label;
    private final String description;

    RelayMeter(String text, Type type, String label, String description) {
        this.text = text;
        this.type = type;
        this.label = label;
        this.description = description;
    }

    /** The name in Prometheus; a histogram has it with {@code _bucket}, {@code _sum} and {@code _count} behind it. */
    public String text() {
        return text;
    }

    /** The name of its label; empty if it has none. */
    public String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** The value of a label for a constant: its name in lower case. */
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The table of the page about monitoring, in Markdown. */
    public static String markdown() {
        return Stream.of(values())
                .map(meter -> "| `" + meter.text + "` | " + label(meter.type) + " | "
                        + (meter.label.isEmpty() ? "" : "`" + meter.label + "`") + " | " + meter.description + " |\n")
                .collect(Collectors.joining("", "| Name | Type | Label | Meaning |\n|---|---|---|---|\n", ""));
    }
}

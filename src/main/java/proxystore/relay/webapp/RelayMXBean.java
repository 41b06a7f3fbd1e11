package proxystore.relay.webapp;

/** The main counts of a deployed relay in JMX. Counts are since the deployment. */
public interface RelayMXBean {
    /** Whether the relay serves, stops, or has a mistake in its configuration: ready, stopping, misconfigured. */
    String getReadiness();

    /** Registered clients. */
    int getClients();

    /** Open WebSockets, registered or not. */
    int getConnections();

    /** Registrations. */
    long getRegistrations();

    /** Registrations that took a uuid over from an older connection. */
    long getTakeovers();

    /** Messages that their peer's outbox has accepted. */
    long getMessagesForwarded();

    /** Bytes of UTF-8 of these messages. */
    long getBytesForwarded();

    /** Messages that were returned to their senders. */
    long getMessagesReturned();

    /** Texts that are no message. */
    long getMalformedMessages();

    /** Handshakes, connections, registrations and messages that were refused. */
    long getRefusals();

    /** Memory of messages that wait to be sent or returned, in bytes. */
    long getOutboxBytes();

    /** The largest value of {@link #getOutboxBytes}. */
    long getOutboxPeakBytes();
}

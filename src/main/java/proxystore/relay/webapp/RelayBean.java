package proxystore.relay.webapp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import proxystore.relay.Relay;

/** The {@link RelayMXBean} of one deployment, registered until it is closed: the JVM would hold on to the application. */
final class RelayBean implements RelayMXBean, AutoCloseable {
    private static final Logger LOGGER = System.getLogger(RelayBean.class.getName());

    /** Deployments of one context path at a time: versions side by side, virtual hosts. */
    private static final int MAX_INSTANCES = 100;

    private final Relay relay;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    /** Empty if the bean could not be registered. */
    private final Optional<ObjectName> name;

    private RelayBean(Relay relay, String contextPath) {
        this.relay = relay;
        this.name = register(contextPath);
    }

    /**
     * Registers the bean of a relay as {@code proxystore.relay:type=Relay,context="/path"}. If another deployment has this
     * name, {@code instance=2} is added, and so on. A failure is logged: the relay serves without its bean.
     */
    static RelayBean of(Relay relay, String contextPath) {
        return new RelayBean(relay, contextPath);
    }

    private Optional<ObjectName> register(String contextPath) {
        try {
            for (int instance = 1; instance <= MAX_INSTANCES; instance++) {
                ObjectName candidate = name(contextPath, instance);
                try {
                    server.registerMBean(this, candidate);
                    return Optional.of(candidate);
                } catch (InstanceAlreadyExistsException e) {
                    LOGGER.log(Level.DEBUG, () -> candidate + " is another deployment's");
                }
            }
        } catch (JMException e) {
            LOGGER.log(Level.WARNING, "The relay has no MBean", e);
        }
        return Optional.empty();
    }

    private static ObjectName name(String contextPath, int instance) throws JMException {
        String context = ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath);
        String suffix = instance == 1 ? "" : ",instance=" + instance;
        return new ObjectName("proxystore.relay:type=Relay,context=" + context + suffix);
    }

    @Override
    public void close() {
        if (name.isPresent()) {
            try {
                server.unregisterMBean(name.get());
            } catch (JMException e) {
                LOGGER.log(Level.WARNING, "The relay's MBean could not be removed", e);
            }
        }
    }

    @Override
    public String getReadiness() {
        return relay.readiness().toString();
    }

    @Override
    public int getClients() {
        return relay.registry().clients().size();
    }

    @Override
    public int getConnections() {
        return relay.registry().connections().size();
    }

    @Override
    public long getRegistrations() {
        return relay.counts().registered().total();
    }

    @Override
    public long getTakeovers() {
        return relay.counts().takenOver();
    }

    @Override
    public long getMessagesForwarded() {
        return relay.counts().forwarded();
    }

    @Override
    public long getBytesForwarded() {
        return relay.counts().forwardedBytes();
    }

    @Override
    public long getMessagesReturned() {
        return relay.counts().returned().total();
    }

    @Override
    public long getMalformedMessages() {
        return relay.counts().malformed().total();
    }

    @Override
    public long getRefusals() {
        return relay.counts().refused().total();
    }

    @Override
    public long getOutboxBytes() {
        return relay.outboxBudget().heldBytes();
    }

    @Override
    public long getOutboxPeakBytes() {
        return relay.outboxBudget().peakBytes();
    }
}

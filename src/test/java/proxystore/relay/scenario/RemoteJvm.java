package proxystore.relay.scenario;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import proxystore.relay.ClassHistogram;

/** The management beans of a server's JVM. A question costs milliseconds, where {@link JvmProbe} starts a process for each. */
final class RemoteJvm implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    /** Starts the management agent of the server's JVM, which stays. */
    @SuppressWarnings("BanJNDI") // of a process that this test has started
    RemoteJvm(RelayProcess server) throws IOException {
        this.connector = JMXConnectorFactory.connect(
                new JMXServiceURL(agent(String.valueOf(server.server().pid()))));
        this.beans = connector.getMBeanServerConnection();
    }

    private static String agent(String pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** The objects in use, after a full collection. */
    ClassHistogram histogram() {
        Object[] noArguments = {new String[0]};
        String[] signature = {String[].class.getName()};
        try {
            return new ClassHistogram((String) beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    noArguments,
                    signature));
        } catch (JMException | IOException e) {
            throw new AssertionError("a JVM without class histograms", e);
        }
    }

    /** The bytes of the direct buffers. */
    long directBytes() {
        return number("java.nio:type=BufferPool,name=direct", "MemoryUsed");
    }

    /** The open file descriptors. */
    long descriptors() {
        return number("java.lang:type=OperatingSystem", "OpenFileDescriptorCount");
    }

    private long number(String bean, String attribute) {
        try {
            return Stream.of(beans.getAttribute(new ObjectName(bean), attribute))
                    .mapToLong(value -> ((Number) value).longValue())
                    .sum();
        } catch (JMException | IOException e) {
            throw new AssertionError("a JVM without " + attribute, e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}

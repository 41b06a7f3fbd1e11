package proxystore.relay.webapp;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.endpoint.TransportDecorator;
import proxystore.relay.peer.Transport;

/**
 * Cuts TCP connections in Payara and GlassFish. Their sessions and {@code WebConnection.close} leave that to Grizzly, which
 * waits until the peer has read everything that was written. Grizzly's connection is found by reflection; these methods
 * are public in Payara 6 and GlassFish 7, but in no API.
 */
public final class GrizzlyTransportDecorator implements TransportDecorator {
    private static final Logger LOGGER = System.getLogger(GrizzlyTransportDecorator.class.getName());

    /** Tomcat has the same class name, but none of these methods. */
    private static final String FACADE = "org.apache.catalina.connector.RequestFacade";

    private final Object connection;
    private final Method terminate;

    private GrizzlyTransportDecorator(Object connection) throws NoSuchMethodException {
        this.connection = connection;
        this.terminate = connection.getClass().getMethod("terminateSilently");
    }

    /** The decorator for a request that is being handled; {@link TransportDecorator#STANDARD} in other containers. */
    public static TransportDecorator of(ServletRequest request) {
        ServletRequest own = request;
        while (own instanceof ServletRequestWrapper wrapper) {
            own = wrapper.getRequest();
        }
        if (!own.getClass().getName().equals(FACADE)) {
            return STANDARD;
        }
        try {
            Object catalina =
                    own.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(own);
            Object grizzly = grizzlyRequest(catalina);
            Object context = grizzly.getClass().getMethod("getContext").invoke(grizzly);
            return new GrizzlyTransportDecorator(
                    context.getClass().getMethod("getConnection").invoke(context));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "The connection of a handshake cannot be cut: " + e);
            return STANDARD;
        }
    }

    private static Object grizzlyRequest(Object catalina) throws ReflectiveOperationException {
        try {
            return catalina.getClass().getMethod("getGrizzlyRequest").invoke(catalina); // GlassFish 7
        } catch (NoSuchMethodException e) {
            return catalina.getClass().getMethod("getCoyoteRequest").invoke(catalina); // Payara 6
        }
    }

    @Override
    public Transport opened(RelayEndpoint endpoint, Transport transport) {
        return transport;
    }

    @Override
    public void cut() {
        try {
            terminate.invoke(connection);
        } catch (ReflectiveOperationException e) {
            LOGGER.log(Level.WARNING, "A connection could not be cut", e);
        }
    }
}

package proxystore.relay.endpoint;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.Relay;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.InvalidSettingException;
import proxystore.relay.config.LoadedConfig;

/**
 * The relay of one deployment of the WAR: made when the application starts, closed when it stops (Jakarta Servlet 6.0,
 * section 11.3). Two deployments, of two contexts or two versions, are two relays.
 */
@WebListener
public final class RelayContextListener implements ServletContextListener {
    static final String RELAY = Relay.class.getName();
    private static final String SHUTDOWN = Relay.class.getName() + ".shutdown";

    private static final Logger LOGGER = System.getLogger(RelayContextListener.class.getName());

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Relay relay = relay(load(context));
        context.setAttribute(RELAY, relay);
        relay.start();
        context.setAttribute(SHUTDOWN, closeAtShutdown(relay));
        LOGGER.log(
                Level.INFO,
                "Relay started at context path \"" + context.getContextPath() + "\" of " + context.getServerInfo());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        if (context.getAttribute(RELAY) instanceof Relay relay) {
            relay.close();
        }
        if (context.getAttribute(SHUTDOWN) instanceof Thread hook) {
            forget(hook);
        }
        RecordMethods.forget();
    }

    /** Some containers cut their connections at a shutdown before they stop their applications. */
    private static Thread closeAtShutdown(Relay relay) {
        Thread hook = new Thread(relay::close, "relay-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the JVM is shutting down
            LOGGER.log(Level.DEBUG, "The relay has stopped with its JVM");
        }
    }

    private static Relay relay(LoadedConfig loaded) {
        try {
            return Relay.inContainer(loaded.config());
        } catch (InvalidSettingException e) {
            throw new Undeployable("relay: " + e.getMessage());
        }
    }

    private static LoadedConfig load(ServletContext context) {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            parameters.put(name, context.getInitParameter(name));
        }
        try {
            Map<String, String> environment = System.getenv();
            Optional<Path> file = ConfigLoader.file(Optional.empty(), environment, parameters);
            LoadedConfig loaded = ConfigLoader.load(file, environment, parameters, Map.of());
            loaded.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning));
            return loaded;
        } catch (ConfigException e) {
            throw new Undeployable("relay: " + e.getMessage());
        }
    }

    /** Ends the deployment. Without a stack trace: the message says what the administrator has to change. */
    private static final class Undeployable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undeployable(String message) {
            super(message, null, false, false);
        }
    }
}

package proxystore.relay.webapp;

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
import java.util.Objects;
import java.util.Optional;
import proxystore.relay.Relay;
import proxystore.relay.StartLog;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.log.LogOrigin;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.web.Pages;

/**
 * Starts the relay of one deployment of the WAR with the application and closes it with the application (Jakarta Servlet
 * 6.0, section 11.3). Two deployments, of two contexts or two versions, are two relays.
 */
@WebListener
public final class RelayContextListener implements ServletContextListener {
    private static final String RELAY = Relay.class.getName();

    private static final Logger LOGGER = System.getLogger(RelayContextListener.class.getName());

    private static final String BEAN = RelayBean.class.getName();
    private static final String PAGES = Pages.class.getName();

    /** The pages of this deployment's relay. */
    static Pages pages(ServletContext context) {
        return (Pages) Objects.requireNonNull(context.getAttribute(PAGES));
    }

    /** The relay of this deployment. */
    static Relay relay(ServletContext context) {
        return (Relay) Objects.requireNonNull(context.getAttribute(RELAY));
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        LogOrigin.set(context.getContextPath());
        Deployment deployed = configured(context);
        Relay relay = deployed.relay();
        context.setAttribute(RELAY, relay);
        context.setAttribute(PAGES, deployed.pages());
        context.setAttribute(BEAN, RelayBean.of(relay, context.getContextPath()));
        relay.start();
        if (relay.refusal().isEmpty()) {
            LOGGER.log(
                    Level.INFO,
                    "Relay started at context path \"" + context.getContextPath() + "\" of " + context.getServerInfo());
            StartLog.writeIfOpen(relay.config(), Level.INFO, "");
        }
    }

    /** Closes the clients if only the application stops; if the container stops, it closes them. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        LOGGER.log(
                Level.INFO,
                "Relay stops at context path \"" + event.getServletContext().getContextPath() + "\"");
        if (event.getServletContext().getAttribute(BEAN) instanceof RelayBean bean) {
            bean.close();
        }
        if (event.getServletContext().getAttribute(RELAY) instanceof Relay relay) {
            if (jvmStops()) {
                relay.leave();
            } else {
                relay.close();
            }
        }
        RecordBootstrapCache.forget();
    }

    /** A relay and its pages, which the container's threads make. */
    private record Deployment(Relay relay, Pages pages) {
        static Deployment of(Relay relay) {
            try {
                return new Deployment(relay, Pages.of(relay, "container", Runnable::run));
            } catch (InvalidSettingException e) {
                relay.close();
                throw e;
            }
        }
    }

    /** Whether the JVM runs its shutdown hooks. A container that a signal ends stops in such a hook. */
    private static boolean jvmStops() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread()); // not a hook: nothing is removed
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Deploys a relay also with a mistake in its settings: without one, the container would answer endpoints with 404. */
    private static Deployment configured(ServletContext context) {
        try {
            return Deployment.of(new Relay(load(context).config()));
        } catch (InvalidSettingException e) {
            return misconfigured(e, e.key());
        } catch (ConfigException e) {
            return misconfigured(e, e.setting());
        }
    }

    private static Deployment misconfigured(Exception mistake, String setting) {
        LOGGER.log(
                Level.ERROR,
                LogOrigin.name(mistake.getMessage()
                        + ". The relay closes every client with 1013 until this is corrected and it is deployed anew"));
        return Deployment.of(Relay.refusing(CloseStatus.misconfigured(setting)));
    }

    private static LoadedConfig load(ServletContext context) throws ConfigException {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            parameters.put(name, context.getInitParameter(name));
        }
        Map<String, String> environment = System.getenv();
        Optional<Path> file = ConfigLoader.file(Optional.empty(), environment, parameters);
        LoadedConfig loaded = ConfigLoader.load(file, environment, parameters, Map.of());
        StartLog.write(loaded);
        for (String warning : loaded.standaloneOnly()) {
            LOGGER.log(Level.WARNING, LogOrigin.name(warning));
        }
        return loaded;
    }
}

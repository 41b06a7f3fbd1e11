package proxystore.relay.standalone;

import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;
import proxystore.relay.standalone.cli.Program;
import proxystore.relay.standalone.log.LogProvider;
import proxystore.relay.standalone.process.ProcessEnd;

/** Starts the standalone relay or one of its subcommands. A mistake ends it with one line on standard error. */
public final class Main {
    private Main() {}

    /**
     * Exits with 0, 1 (the machine refused something, such as an occupied port), 2 (usage, configuration) or 3 (a relay that
     * cannot go on, see {@link ProcessEnd}).
     */
    public static void main(String[] args) throws Exception {
        // Before the first logger: SLF4J's own search ends at Logback too, but by way of its configuration files.
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
        // Without this SLF4J tells on standard error that it has found the property.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        // Before the JDK's TLS is initialised: a client could keep the relay computing over one connection of TLS 1.2.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        int exitCode = Program.execute(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}

package proxystore.relay.standalone;

import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;
import proxystore.relay.standalone.cli.Program;
import proxystore.relay.standalone.log.LogProvider;
import proxystore.relay.standalone.process.ProcessEnd;

/** Starts the standalone relay or one of its subcommands. A mistake ends the process with one line on standard error. */
public final class Main {
    private Main() {}

    /**
     * Exits with 0, 1 (the machine refuses something, such as an occupied port), 2 (a mistake in usage or configuration), 3
     * (the relay cannot continue, see {@link ProcessEnd}) or 4 (the relay was stopped, and had to cut connections).
     */
    public static void main(String[] args) throws Exception {
        // Before the first logger: SLF4J's own search finds Logback too, which then searches its configuration files.
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
        // Otherwise SLF4J reports on standard error that it has found the property.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        // Before the JDK's TLS is initialised: each renegotiation of a TLS 1.2 connection would cost the relay CPU.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        int exitCode = Program.execute(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}

package proxystore.relay.webapp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * Releases this deployment's records from a cache of the JDK. {@link ObjectMethods}, which generates their {@code equals},
 * {@code hashCode} and {@code toString}, keeps a reference to the record types that it last handled (seen on JDK 17), and so
 * to the class loader of an undeployed application.
 */
final class RecordBootstrapCache {
    private static final Logger LOGGER = System.getLogger(RecordBootstrapCache.class.getName());

    private RecordBootstrapCache() {}

    /** Replaces the cached types by types of the JDK. */
    static void forget() {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            MethodHandle component = lookup.findVirtual(String.class, "toString", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), method, MethodHandle.class, String.class, "text", component);
            }
        } catch (Throwable e) { // declared by bootstrap; only memory is lost
            LOGGER.log(Level.DEBUG, "The JDK keeps this deployment's records", e);
        }
    }
}

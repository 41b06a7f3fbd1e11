package proxystore.relay.webapp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * Makes the JDK let go of this deployment's records. {@link ObjectMethods}, which makes their {@code equals},
 * {@code hashCode} and {@code toString}, keeps the last types that it was asked about for good (seen on JDK 17): with
 * them, the class loader of an application that has long been undeployed.
 */
final class RecordBootstrapCache {
    private static final Logger LOGGER = System.getLogger(RecordBootstrapCache.class.getName());

    private RecordBootstrapCache() {}

    /** Has the methods made once more, for a type of the JDK's own. */
    static void forget() {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            MethodHandle component = lookup.findVirtual(String.class, "toString", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), method, MethodHandle.class, String.class, "text", component);
            }
        } catch (Throwable e) { // what bootstrap declares; nothing but memory is lost
            LOGGER.log(Level.DEBUG, "The JDK keeps this deployment's records", e);
        }
    }
}

/**
 * Runs the fuzz targets: classes in the packages of what they test, whose name ends with {@code Fuzz}, with a method
 * {@code fuzzerTestOneInput} that throws if one of its class's claims does not hold for an input.
 */
@NullMarked
package proxystore.relay.fuzz;

import org.jspecify.annotations.NullMarked;

/**
 * How the process ends: why a start failed, and what happens when the relay cannot go on.
 *
 * <p>{@link proxystore.relay.standalone.process.ProcessEnd} works without memory and without a new thread, because both
 * may be gone.
 */
@NullMarked
package proxystore.relay.standalone.process;

import org.jspecify.annotations.NullMarked;

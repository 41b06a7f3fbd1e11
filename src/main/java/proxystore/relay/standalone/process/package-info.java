/**
 * How the process ends: the reason why a start failed, and the end of a relay that cannot continue.
 *
 * <p>Any thread may call {@link proxystore.relay.standalone.process.ProcessEnd}. It needs neither new memory nor a new thread,
 * because both may be exhausted.
 */
@NullMarked
package proxystore.relay.standalone.process;

import org.jspecify.annotations.NullMarked;

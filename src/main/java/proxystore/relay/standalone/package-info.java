/**
 * The program that runs a relay outside a container. No class of it is in the WAR.
 *
 * <p>{@link proxystore.relay.standalone.Main} runs on the main thread and sets what must be set before the first logger and
 * before TLS; the subpackages do everything else.
 */
@NullMarked
package proxystore.relay.standalone;

import org.jspecify.annotations.NullMarked;

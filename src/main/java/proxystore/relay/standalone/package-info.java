/**
 * The program that runs a relay outside a container. Nothing here is in the WAR.
 *
 * <p>{@link proxystore.relay.standalone.Main} sets what must be set before the first logger and before TLS; everything
 * else is in the packages below.
 */
@NullMarked
package proxystore.relay.standalone;

import org.jspecify.annotations.NullMarked;

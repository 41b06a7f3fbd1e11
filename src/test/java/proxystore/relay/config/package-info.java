/** Tests of the settings, their layers and the configuration records. */
@NullMarked
package proxystore.relay.config;

import org.jspecify.annotations.NullMarked;

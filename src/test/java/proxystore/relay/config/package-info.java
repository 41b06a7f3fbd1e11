/** Tests of the settings, their layers and the records they become. */
@NullMarked
package proxystore.relay.config;

import org.jspecify.annotations.NullMarked;

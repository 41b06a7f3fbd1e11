/** The relay as a whole: it builds and owns every other room. */
@NullMarked
package proxystore.relay;

import org.jspecify.annotations.NullMarked;

@NullMarked
package proxystore.relay.doctor;

import org.jspecify.annotations.NullMarked;

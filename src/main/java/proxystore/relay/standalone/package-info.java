/**
 * The program that runs a relay by itself: command line, embedded server, TLS from PEM files and the log. Nothing here
 * is in the WAR.
 */
@NullMarked
package proxystore.relay.standalone;

import org.jspecify.annotations.NullMarked;

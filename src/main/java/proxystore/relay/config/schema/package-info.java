/**
 * How one setting is described: its key with all the names that follow from it, its type with the range check, its
 * default. It knows no particular setting.
 *
 * <p>Settings and types are immutable. {@link proxystore.relay.config.schema.SettingValues} belongs to the thread that
 * loads the configuration.
 */
@NullMarked
package proxystore.relay.config.schema;

import org.jspecify.annotations.NullMarked;

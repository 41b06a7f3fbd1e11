/**
 * The description of a setting: its key and the names derived from it, its type with the range check, its default. This
 * package knows no particular setting.
 *
 * <p>Settings and types are immutable. {@link proxystore.relay.config.schema.SettingValues} is used by the thread that
 * loads the configuration.
 */
@NullMarked
package proxystore.relay.config.schema;

import org.jspecify.annotations.NullMarked;

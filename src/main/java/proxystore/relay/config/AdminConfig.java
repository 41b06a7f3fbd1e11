package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The pages, and who sees those for administrators.
 *
 * @param pages the pages that are shown
 * @param host address that the port listens on
 * @param port TCP port of the pages for administrators, 0 for any free one; empty to show them on the relay's own port
 * @param access the ways to be recognised as an administrator
 * @param tokensFile file of administrators and token hashes, present exactly for {@link AdminAccess#TOKEN}
 * @param maxFailuresPerMinute wrong tokens of one address within a minute, 0 for any number
 */
public record AdminConfig(
        List<PageKind> pages,
        String host,
        Optional<Integer> port,
        List<AdminAccess> access,
        Optional<Path> tokensFile,
        int maxFailuresPerMinute) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range, or there is a file without its access or the reverse
     */
    public AdminConfig {
        pages = List.copyOf(pages);
        access = List.copyOf(access);
        port.ifPresent(AdminSettings.PORT::require);
        AdminSettings.MAX_FAILURES.require(maxFailuresPerMinute);
        if (access.contains(AdminAccess.TOKEN) && tokensFile.isEmpty()) {
            throw new InvalidSettingException(
                    AdminSettings.ACCESS.key(), "\"token\" needs " + AdminSettings.TOKENS_FILE + " to be set");
        }
        if (tokensFile.isPresent() && !access.contains(AdminAccess.TOKEN)) {
            throw new InvalidSettingException(
                    AdminSettings.TOKENS_FILE.key(), "needs \"token\" in " + AdminSettings.ACCESS);
        }
    }

    static AdminConfig from(SettingValues values) {
        return new AdminConfig(
                values.get(GeneralSettings.PAGES),
                values.get(AdminSettings.HOST),
                values.find(AdminSettings.PORT),
                values.get(AdminSettings.ACCESS),
                values.find(AdminSettings.TOKENS_FILE),
                values.get(AdminSettings.MAX_FAILURES));
    }

    /** Whether these pages are shown. */
    public boolean shows(PageKind kind) {
        return pages.contains(kind);
    }
}

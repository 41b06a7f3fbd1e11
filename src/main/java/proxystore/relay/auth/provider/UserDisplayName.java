package proxystore.relay.auth.provider;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name of a user in logs, from the names that the identity provider gives. They have no other effect. */
final class UserDisplayName {
    private UserDisplayName() {}

    /**
     * The first name, and the others in brackets, as in {@code alice@example.org (Alice)}.
     *
     * @param subject used if there is no name
     * @param names claims in the order of preference; blank and repeated texts and other types are left out
     */
    static String of(String subject, @Nullable Object... names) {
        List<String> given = Arrays.stream(names)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(name -> !name.isBlank())
                .distinct()
                .toList();
        if (given.isEmpty()) {
            return subject;
        }
        return given.get(0) + (given.size() == 1 ? "" : " (" + String.join(", ", given.subList(1, given.size())) + ")");
    }
}

package proxystore.relay.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The part of the relay's status that a viewer asks for.
 *
 * @param filter a text that the shown clients contain, in lower case; empty for all clients
 * @param sort the column by which they are sorted
 * @param descending whether the largest comes first
 * @param page the page of the table, from 1 on
 * @param after the number of the last event that the viewer knows
 */
record StatusView(String filter, ClientColumn sort, boolean descending, int page, long after) {
    /** The longest filter in characters. */
    static final int MAX_FILTER = 200;

    /**
     * The view that a query describes, with the parameters {@code filter}, {@code sort}, {@code order}, {@code page} and
     * {@code after}; each may be missing.
     *
     * @throws IllegalArgumentException if a parameter is not in order; its message says which one
     */
    static StatusView of(Map<String, String> parameters) {
        String filter = parameters.getOrDefault("filter", "").strip().toLowerCase(Locale.ROOT);
        if (filter.length() > MAX_FILTER) {
            throw new IllegalArgumentException("filter is longer than " + MAX_FILTER + " characters");
        }
        ClientColumn sort = ClientColumn.of(parameters.getOrDefault("sort", "since"))
                .orElseThrow(() -> new IllegalArgumentException("sort is not a column"));
        String order = parameters.getOrDefault("order", "ascending");
        if (!order.equals("ascending") && !order.equals("descending")) {
            throw new IllegalArgumentException("order is neither ascending nor descending");
        }
        int page = (int) number(parameters, "page", 1, 1, Integer.MAX_VALUE);
        return new StatusView(
                filter, sort, order.equals("descending"), page, number(parameters, "after", 0, 0, Long.MAX_VALUE));
    }

    private static long number(Map<String, String> parameters, String name, long absent, long min, long max) {
        try {
            long number = parameters.containsKey(name) ? Long.parseLong(parameters.get(name)) : absent;
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the message below says the same
        }
        throw new IllegalArgumentException(name + " is not a number from " + min + " on");
    }

    /**
     * The parameters of a query (WHATWG URL, application/x-www-form-urlencoded); of several with one name the last.
     *
     * @throws IllegalArgumentException if the query is malformed
     */
    static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

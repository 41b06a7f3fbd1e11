package proxystore.relay.web;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A column by which the table of clients is sorted. */
enum ClientColumn {
    NAME(Comparator.comparing(ClientRow::name, String.CASE_INSENSITIVE_ORDER)),
    UUID(Comparator.comparing(row -> row.uuid().toString())),
    USER(Comparator.comparing(ClientRow::user, String.CASE_INSENSITIVE_ORDER)),
    GENERATION(Comparator.comparing(ClientRow::generation)),
    ADDRESS(Comparator.comparing(ClientRow::address)),
    SINCE(Comparator.comparing(ClientRow::since)),
    IDLE(Comparator.comparing(ClientRow::idleNanos)),
    IN(Comparator.comparing(ClientRow::received)),
    OUT(Comparator.comparing(ClientRow::sent)),
    QUEUED(Comparator.comparing(ClientRow::queuedBytes));

    private final Comparator<ClientRow> ascending;

    ClientColumn(Comparator<ClientRow> ascending) {
        this.ascending = ascending;
    }

    /** The order by this column; clients that are equal in it are in the order in which they connected. */
    Comparator<ClientRow> order(boolean descending) {
        return (descending ? ascending.reversed() : ascending).thenComparing(ClientRow::connection);
    }

    /** The column with this spelling. */
    static Optional<ClientColumn> of(String spelling) {
        return Stream.of(values())
                .filter(column -> column.toString().equals(spelling))
                .findAny();
    }

    /** In lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

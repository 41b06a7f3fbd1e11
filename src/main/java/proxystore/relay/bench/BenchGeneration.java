package proxystore.relay.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import proxystore.relay.message.Generation;

/** The generations of the protocol that the clients of a bench speak. */
public enum BenchGeneration {
    V0_5(Generation.V0_5),
    V1_0(Generation.V1_0),
    /** In turn, so that each pair has one client of either generation. */
    MIXED(Generation.V0_5, Generation.V1_0);

    private final List<Generation> generations;

    BenchGeneration(Generation... generations) {
        this.generations = List.of(generations);
    }

    /** The generation of the n-th client, counted from 0. */
    Generation of(int client) {
        return generations.get(client % generations.size());
    }

    /**
     * Reads an option's value.
     *
     * @throws IllegalArgumentException if it is unknown; the message lists the known ones
     */
    public static BenchGeneration of(String typed) {
        return typed(values(), typed);
    }

    static <E extends Enum<E>> E typed(E[] values, String typed) {
        for (E value : values) {
            if (value.toString().equals(typed)) {
                return value;
            }
        }
        String known = Stream.of(values).map(Enum::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(typed + " is none of " + known);
    }

    /** The text in the option and the report. */
    @Override
    public String toString() {
        return generations.size() == 1 ? generations.get(0).toString() : "mixed";
    }
}

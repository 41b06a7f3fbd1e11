package proxystore.relay.bench;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import proxystore.relay.message.Generation;

/** Which generation of the protocol the clients of a bench speak. */
public enum BenchGeneration {
    V0_5("0.5"),
    V1_0("1.0"),
    /** By turns, so that each pair is one of either. */
    MIXED("mixed");

    private final String typed;

    BenchGeneration(String typed) {
        this.typed = typed;
    }

    /** The generation of the n-th client, counted from 0. */
    Generation of(int client) {
        return switch (this) {
            case V0_5 -> Generation.V0_5;
            case V1_0 -> Generation.V1_0;
            case MIXED -> client % 2 == 0 ? Generation.V0_5 : Generation.V1_0;
        };
    }

    /**
     * Reads what is typed.
     *
     * @throws IllegalArgumentException if it is none; the message names those that there are
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

    /** As it is typed. */
    @Override
    public String toString() {
        return typed;
    }
}

package proxystore.relay.peer;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Explores the interleavings of random operations of a few threads by Lincheck. The class that is checked is one state with its
 * operations. Their results must be those of some order of the operations, one after the other, and its validation must hold at
 * the end of each run.
 */
final class ModelChecking {
    private ModelChecking() {}

    /**
     * Fails with the interleaving that leads to a wrong result.
     *
     * @param scenarios the number of random choices of operations
     * @param interleavings the number of runs of each
     */
    static void check(Class<?> state, int threads, int scenarios, int interleavings) {
        new ModelCheckingOptions()
                .threads(threads)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(0)
                .iterations(scenarios)
                .invocationsPerIteration(interleavings)
                .check(state);
    }

    /** Fails a validation. AssertJ's assertions cannot be called there: they refuse {@code equals}, which Lincheck calls. */
    static void require(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

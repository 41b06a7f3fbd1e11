package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnsTest {
    private final List<String> returned = new ArrayList<>();

    @Test
    void whatComesBackMeanwhileFollows() {
        Returns.giveBack(() -> {
            Returns.giveBack(() -> {
                Returns.giveBack(() -> returned.add("third"));
                returned.add("second");
            });
            returned.add("first");
        });
        assertThat(returned).containsExactly("first", "second", "third");
    }

    @Test
    void chainOfAMillionDoesNotRecurse() {
        int[] count = new int[1];
        Runnable[] next = new Runnable[1];
        next[0] = () -> {
            if (++count[0] < 1_000_000) {
                Returns.giveBack(next[0]);
            }
        };
        Returns.giveBack(next[0]);
        assertThat(count[0]).isEqualTo(1_000_000);
    }

    @Test
    void failureLeavesNothingBehind() {
        assertThatThrownBy(() -> Returns.giveBack(() -> {
                    Returns.giveBack(() -> returned.add("lost"));
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        Returns.giveBack(() -> returned.add("next"));
        assertThat(returned).containsExactly("next");
    }
}

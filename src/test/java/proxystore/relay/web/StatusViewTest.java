package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusViewTest {
    private static StatusView view(String query) {
        return StatusView.of(StatusView.parameters(query));
    }

    @Test
    void aQueryWithoutParametersShowsTheClientsInTheOrderOfTheirRegistration() {
        StatusView all = new StatusView("", ClientColumn.SINCE, false, 1, 0);
        assertThat(view("")).isEqualTo(all);
        assertThat(view("other=1&&=&filter")).isEqualTo(all);
    }

    @Test
    void everyParameterIsRead() {
        assertThat(view("filter=%C3%84lpha+%26&sort=queued&order=descending&page=3&after=17"))
                .isEqualTo(new StatusView("älpha &", ClientColumn.QUEUED, true, 3, 17));
        assertThat(view("filter=" + "x".repeat(StatusView.MAX_FILTER)).filter()).hasSize(StatusView.MAX_FILTER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=SINCE",
                "sort=",
                "order=up",
                "page=0",
                "page=-1",
                "page=x",
                "page=3000000000",
                "after=-1",
                "filter=%",
                "filter=%zz"
            })
    void aMistakeIsNamed(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> view(query));
    }

    @Test
    void aLongFilterIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view("filter=" + "x".repeat(StatusView.MAX_FILTER + 1)))
                .withMessage("filter is longer than 200 characters");
    }
}

package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import proxystore.relay.web.Page;

class HttpAnswerTest {
    private static final Page PAGE = new Page(405, "text/plain", Map.of("Allow", "GET"), "\u00fc\n");

    private static String answer(boolean withBody) {
        return new String(HttpAnswer.bytes(PAGE, withBody), StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerHasAllThatAClientNeedsToReadIt() {
        assertThat(answer(true).lines())
                .contains(
                        "HTTP/1.1 405 Method Not Allowed",
                        "Allow: GET",
                        "Content-Type: text/plain",
                        "Content-Length: 3",
                        "Connection: close")
                .endsWith("", "\u00fc");
    }

    @Test
    void theDateHasTheFormOfHttp() {
        List<String> dates =
                answer(true).lines().filter(line -> line.startsWith("Date: ")).toList();

        assertThat(dates).singleElement().asString().matches("Date: [A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} .* GMT");
        assertThat(ZonedDateTime.parse(dates.get(0).substring(6), DateTimeFormatter.RFC_1123_DATE_TIME))
                .isCloseTo(ZonedDateTime.now(ZoneOffset.UTC), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void theAnswerToHeadHasTheLengthAndNoBody() {
        assertThat(answer(false)).contains("\r\nContent-Length: 3\r\n").endsWith("\r\n\r\n");
    }
}

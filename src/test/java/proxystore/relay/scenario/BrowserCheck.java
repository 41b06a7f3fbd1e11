package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The check page of a relay, open in a browser. */
final class BrowserCheck {
    private static final Pattern DURATION = Pattern.compile("\\d+(\\.\\d)? ms");

    private final ChromeDriver browser;

    private BrowserCheck(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Opens the check page of a relay whose welcome page has this address. */
    static BrowserCheck open(Chromium browser, URI relay) {
        browser.driver().get(relay.resolve("check").toString());
        return new BrowserCheck(browser.driver());
    }

    BrowserCheck token(String token) {
        return fill("token", token);
    }

    BrowserCheck stunServer(String server) {
        return fill("stun", server);
    }

    private BrowserCheck fill(String field, String text) {
        WebElement input = browser.findElement(By.id(field));
        input.clear();
        input.sendKeys(text);
        return this;
    }

    boolean asksForToken() {
        return browser.findElement(By.id("token")).isDisplayed();
    }

    /** Runs the check to its end, with the keyboard. */
    BrowserCheck run() {
        WebElement start = browser.findElement(By.id("start"));
        start.sendKeys(Keys.ENTER);
        await("the end of the check").until(() -> start.getText().equals("Check again"));
        return this;
    }

    /** Asserts that every step of these generations passed, each with its time. */
    void passed(String... generations) {
        assertThat(verdict())
                .startsWith("Yes: two peers met through this relay in generations " + String.join(" and ", generations)
                        + ", in ");
        assertThat(browser.findElements(By.cssSelector("#results h2")))
                .extracting(WebElement::getText)
                .containsExactly(
                        List.of(generations).stream().map("Generation "::concat).toArray(String[]::new));
        assertThat(browser.findElements(By.cssSelector(".steps li")))
                .hasSize(7 * generations.length)
                .allSatisfy(step -> assertThat(step.getText()).contains("passed"));
        assertThat(browser.findElements(By.cssSelector(".steps .time")))
                .allSatisfy(time -> assertThat(time.getText()).matches(DURATION));
    }

    /** What the page says about the whole check. */
    String verdict() {
        return browser.findElement(By.id("verdict")).getText();
    }

    /** The first step that failed, with its explanation. */
    String failure() {
        return browser.findElement(By.cssSelector(".steps li.failed")).getText();
    }

    /** The text of a step of the first generation, such as {@code Offer}. */
    String step(String name) {
        return browser.findElements(By.cssSelector(".steps li")).stream()
                .map(WebElement::getText)
                .filter(text -> text.startsWith(name))
                .findFirst()
                .orElseThrow();
    }
}

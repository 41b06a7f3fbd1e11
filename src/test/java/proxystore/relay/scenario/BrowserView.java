package proxystore.relay.scenario;

import java.util.Locale;

/** How a visitor sees a page: the size of the window and the colours that the visitor prefers. */
enum BrowserView {
    DESKTOP_LIGHT(1280, 800),
    DESKTOP_DARK(1280, 800),
    PHONE_LIGHT(390, 844),
    PHONE_DARK(390, 844);

    private final int width;
    private final int height;

    BrowserView(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** In CSS pixels. */
    int width() {
        return width;
    }

    /** In CSS pixels. */
    int height() {
        return height;
    }

    boolean isPhone() {
        return this == PHONE_LIGHT || this == PHONE_DARK;
    }

    /** The value of the media feature {@code prefers-color-scheme}. */
    String colorScheme() {
        return this == DESKTOP_DARK || this == PHONE_DARK ? "dark" : "light";
    }

    /** As in {@code phone-dark}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

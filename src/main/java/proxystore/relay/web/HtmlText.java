package proxystore.relay.web;

/** Text within HTML. */
final class HtmlText {
    /**
     * The policy of HTML pages (Content Security Policy Level 3): styles, scripts and connections of this relay alone, no
     * inline ones, and no page that frames this one.
     */
    static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private HtmlText() {}

    /** The text with its special characters escaped, for an element or a quoted attribute. */
    static String of(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

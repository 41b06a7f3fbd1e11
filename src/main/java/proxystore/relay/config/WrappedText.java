package proxystore.relay.config;

/** Breaks a text into lines at its blanks. A word that is longer than a line stays whole: a URL can be copied. */
public final class WrappedText {
    private WrappedText() {}

    /**
     * The lines of a text.
     *
     * @param prefix begins each line
     * @param width longest line in characters, the prefix included
     */
    public static String of(String text, String prefix, int width) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.strip().split("\\s+", -1)) {
            if (column > 0 && column + 1 + word.length() > width) {
                lines.append('\n');
                column = 0;
            }
            lines.append(column == 0 ? prefix : " ").append(word);
            column += (column == 0 ? prefix.length() : 1) + word.length();
        }
        return lines.append('\n').toString();
    }
}

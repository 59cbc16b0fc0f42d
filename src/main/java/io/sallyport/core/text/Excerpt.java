package io.sallyport.core.text;

/** The beginning of a text that is too long to be shown. */
public final class Excerpt {
    private static final String REST = "…";

    private Excerpt() {}

    /**
     * The text itself if it is short enough, else its beginning and a "…". No character beyond U+FFFF is cut in half: that
     * would be no text any more, and writers of UTF-8 refuse it or make a "?" of it.
     *
     * @param longest in units of UTF-16, the "…" included; at least 1
     */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - REST.length();
        boolean half = end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) && Character.isLowSurrogate(text.charAt(end));
        return text.substring(0, half ? end - 1 : end) + REST;
    }
}

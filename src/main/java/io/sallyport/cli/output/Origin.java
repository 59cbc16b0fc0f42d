package io.sallyport.cli.output;

/**
 * Where an object was written.
 *
 * @param file   as it was named on the command line; {@code -} for standard input
 * @param part   the document
 * @param prefix path of the object in the document, with a dot at its end; empty unless it is an item of a list
 */
public record Origin(String file, YamlText.Part part, String prefix) {

    /** Empty for standard input, which no program can look up again. */
    public boolean isFile() {
        return !file.equals("-");
    }

    /**
     * The line of a field, from 1; that of the nearest field around it where it is not written, as when it was removed.
     *
     * @param field such as {@code spec.rules[0].to[0].operation.notPaths[3]}
     */
    public int line(String field) {
        return part.line(prefix + field);
    }
}

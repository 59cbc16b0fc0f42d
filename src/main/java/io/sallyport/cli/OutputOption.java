package io.sallyport.cli;

import picocli.CommandLine.Option;

/** The option {@code -o}: for people, or for programs. */
final class OutputOption {
    private enum Format {
        text,
        json
    }

    @Option(
            names = "-o",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json with one object on each line. Default: ${DEFAULT-VALUE}.")
    private Format format;

    boolean json() {
        return format == Format.json;
    }
}

package io.sallyport.cli.output;

import picocli.CommandLine.Option;

/** The option {@code -o}: for people, or for programs. */
public final class OutputOption {
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

    public boolean json() {
        return format == Format.json;
    }
}

package io.sallyport.cli.input;

import picocli.CommandLine.Option;

/** The option {@code -n}: where objects go that do not say it themselves. */
public final class NamespaceOption {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            defaultValue = "default",
            description = "Namespace of documents that name none. Default: ${DEFAULT-VALUE}.")
    private String namespace;

    public String name() {
        return namespace;
    }
}

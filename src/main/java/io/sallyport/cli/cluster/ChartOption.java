package io.sallyport.cli.cluster;

import io.sallyport.cli.input.Documents;
import io.sallyport.cli.input.FileNames;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.core.doctor.preflight.RenderedChart;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code -f} of what is to be installed. */
public final class ChartOption {
    @Option(
            names = "-f",
            paramLabel = "FILE",
            description = "With --before-install: the chart's objects as they would be installed, from helm template or kustomize build;"
                    + " - reads standard input. The settings are taken from them.")
    private Path file;

    public boolean given() {
        return file != null;
    }

    /**
     * Without objects where nothing was given.
     *
     * @throws UnreadableInput naming what cannot be read of it
     */
    public RenderedChart read() {
        if (file == null) {
            return new RenderedChart(List.of());
        }
        Documents documents = Documents.of(List.of(file), "default");
        if (!documents.complaints().isEmpty()) {
            throw new UnreadableInput(String.join("\n", documents.complaints()));
        }
        var chart = new RenderedChart(documents.objects());
        if (chart.settings().isEmpty()) {
            throw new UnreadableInput(FileNames.of(List.of(file)) + " has no ConfigMap with settings.yaml: give the chart's objects,"
                    + " such as helm template sallyport charts/sallyport --namespace sallyport --values values.yaml");
        }
        return chart;
    }
}

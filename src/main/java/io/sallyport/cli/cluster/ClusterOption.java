package io.sallyport.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.input.Documents;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.Reason;
import io.sallyport.config.Settings;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.doctor.Installation;
import io.sallyport.core.doctor.preflight.InstallTarget;
import io.sallyport.core.doctor.preflight.RenderedChart;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option {@code --cluster}: the cluster as it is, from files or from where the kubeconfig points to. */
public final class ClusterOption {
    @Option(
            names = "--cluster",
            paramLabel = "DIR",
            description = "Manifests of the cluster as it is: every .yaml, .yml and .json file below this folder. "
                    + "Without it, the cluster of your kubeconfig is read.")
    private Path folder;

    @Mixin
    private ConnectionOption connection;

    /** @throws UnreadableInput saying which file, or what the cluster refused */
    public Surroundings read(ExposureSettings settings) {
        if (folder == null) {
            return LiveCluster.read(connection.read(), settings);
        }
        return Surroundings.ofManifests(ClusterObjects.of(manifests()));
    }

    /**
     * The same, without what may not be read.
     *
     * @param namespace to look into where not every namespace may be; null for the kubeconfig's, empty for every one
     * @throws UnreadableInput if nothing can be read
     */
    public ReadCluster readWhatMayBeRead(ExposureSettings settings, String namespace) {
        return folder == null
                ? LiveCluster.readWhatMayBeRead(connection.read(), settings, Optional.ofNullable(namespace))
                : new ReadCluster(read(settings), List.of(), namespace == null ? "default" : namespace);
    }

    /** What was given, else what the live cluster's Sallyport runs with, else the defaults. */
    public Settings settings(SettingsOption given) {
        return folder == null && !given.given() ? LiveCluster.settings(connection.read()).map(SettingsOption::parsed).orElseGet(given::read) : given.read();
    }

    /** What was given, else the defaults: what runs in the cluster now says nothing of what is to be installed. */
    public Settings settings(SettingsOption given, RenderedChart chart) {
        return given.given() ? given.read() : chart.settings().map(text -> SettingsOption.parsed(text, "the chart's ConfigMap: ")).orElseGet(given::read);
    }

    /** Sallyport itself in the live cluster; empty where only manifests are looked at. */
    public Optional<Installation> installation() {
        return folder == null ? Optional.of(LiveInstallation.read(connection.read())) : Optional.empty();
    }

    /** What an installation of this chart would meet; read as by {@link #read}. */
    public InstallTarget target(RenderedChart chart, ExposureSettings settings) {
        Surroundings surroundings = read(settings);
        return folder == null ? LiveTarget.read(connection.read(), chart, surroundings) : InstallTarget.ofManifests(surroundings, manifests());
    }

    private List<JsonNode> manifests() {
        if (connection.given()) {
            throw new UnreadableInput("--cluster " + folder + " is read instead of a live cluster: leave --kubeconfig and --context out");
        }
        Documents documents = Documents.of(files(), "default");
        if (!documents.complaints().isEmpty()) {
            throw new UnreadableInput(String.join("\n", documents.complaints()));
        }
        return documents.objects();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
        } catch (IOException e) {
            throw new UnreadableInput("--cluster " + folder + " cannot be read: " + Reason.of(e));
        }
    }
}

package io.sallyport.cli.cluster;

import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.config.Settings;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.doctor.Installation;
import io.sallyport.core.doctor.preflight.InstallTarget;
import io.sallyport.core.doctor.preflight.RenderedChart;
import io.sallyport.core.model.ExposureSettings;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/**
 * The options of every command that asks about a cluster: {@code --cluster} and {@code --settings}. One place, so that all of
 * them read the same cluster by the same settings: what was given, else what the live cluster's Sallyport runs with, else the
 * defaults.
 */
public final class ClusterQuery {
    @Mixin
    private ClusterOption cluster;

    @Mixin
    private SettingsOption settings;

    /** @throws UnreadableInput naming every fault of the settings */
    public ExposureSettings exposure() {
        return cluster.settings(settings).exposure();
    }

    /** By which an installation of this chart would run. */
    public Settings settings(RenderedChart chart) {
        return cluster.settings(settings, chart);
    }

    /** @throws UnreadableInput as {@link ClusterOption#read} */
    public InstallTarget target(RenderedChart chart, ExposureSettings exposure) {
        return cluster.target(chart, exposure);
    }

    /** @throws UnreadableInput as {@link ClusterOption#read} */
    public Surroundings read(ExposureSettings exposure) {
        return cluster.read(exposure);
    }

    /** @throws UnreadableInput as {@link ClusterOption#readWhatMayBeRead} */
    public ReadCluster readWhatMayBeRead(ExposureSettings exposure, String namespace) {
        return cluster.readWhatMayBeRead(exposure, namespace);
    }

    /** Sallyport itself in the live cluster; empty where only manifests are looked at. */
    public Optional<Installation> installation() {
        return cluster.installation();
    }
}

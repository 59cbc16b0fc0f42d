package io.sallyport.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.metrics.Metrics;
import java.time.Clock;

/** A controller as one Pod of ours would run it, with the rights of the chart's ServiceAccount. */
public record Replica(KubernetesClient client, Controller controller, Metrics metrics) implements AutoCloseable {

    public static Replica start(KubeServer server, String pod) {
        return start(server, pod, defaults());
    }

    public static Replica start(KubeServer server, String pod, Settings settings) {
        return start(server.as("sallyport", "sallyport"), pod, settings);
    }

    public static Replica start(KubernetesClient client, String pod, Settings settings) {
        Metrics metrics = new Metrics("test");
        Controller controller = new Controller(
                client,
                settings,
                "sallyport",
                pod,
                Clock.systemUTC(),
                () -> {
                    throw new IllegalStateException("a worker is stuck");
                },
                metrics.controller());
        controller.start();
        return new Replica(client, controller, metrics);
    }

    public static Settings defaults() {
        return settings("");
    }

    /** Leaves token-less requests to Kubeflow's policy alone. */
    static Settings withoutGuard() {
        return settings("guard: {create: false}");
    }

    public static Settings settings(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings;
            case SettingsFile.Reading.Unreadable faults -> throw new IllegalArgumentException(faults.toString());
        };
    }

    void resign() {
        controller.resign();
    }

    public boolean leading() {
        return controller.leading();
    }

    boolean synced() {
        return controller.synced();
    }

    boolean alive() {
        return controller.alive();
    }

    public ClusterSnapshot snapshot() {
        return controller.snapshot();
    }

    @Override
    public void close() {
        controller.close();
        client.close();
    }
}

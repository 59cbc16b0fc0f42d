package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.ServiceNetwork;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.config.Settings;
import io.sallyport.controller.Replica;
import io.sallyport.controller.WebhookReplica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code helm test} says of a setting that names nothing, by the webhook's own warnings and with the rights of the chart's test. */
@Timeout(300)
class MissedSettingsTrialTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void theSettingIsNamedUntilItIsCorrected(@TempDir Path folder) throws Exception {
        Settings typo = Replica.settings("gateway: {name: kubeflow/nope}");
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(network.argument()).withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server)) {
            cluster.createProgram();
            try (KubernetesClient tester = server.as("sallyport", "sallyport-test");
                    var replica = new WebhookReplica(server, "sallyport-a", Duration.ofDays(1), Optional.empty(), typo)) {
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                network.leadsTo(List.of(replica.port()));
                var trial = new AdmissionTrial(tester, typo.exposure());
                cluster.within(SOON, () -> assertThat(trial.modelIsToldItsUrl("sallyport")).isEmpty());

                cluster.within(SOON, () -> assertThat(trial.settingsFitTheCluster("sallyport")).hasValueSatisfying(fault ->
                        assertThat(fault).startsWith("settings.gateway.name: there is no Gateway kubeflow/nope: correct it")));

                assertThat(trial.settingsFitTheCluster("team"))
                        .hasValueSatisfying(fault -> assertThat(fault).startsWith("a labelled model is refused"));
            }
            // As `helm upgrade` does it.
            try (KubernetesClient tester = server.as("sallyport", "sallyport-test");
                    var replica = new WebhookReplica(server, "sallyport-b", Duration.ofDays(1), Optional.empty())) {
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                network.leadsTo(List.of(replica.port()));
                var trial = new AdmissionTrial(tester, Replica.defaults().exposure());
                cluster.within(SOON, () -> assertThat(trial.modelIsToldItsUrl("sallyport")).isEmpty());
                cluster.within(SOON, () -> assertThat(trial.settingsFitTheCluster("sallyport")).isEmpty());
                assertThat(cluster.names("InferenceService", "sallyport")).isEmpty();
            }
        }
    }
}

package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.input.Documents;
import io.sallyport.cli.input.FileNames;
import io.sallyport.cli.input.NamespaceOption;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Version;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.admission.MisspeltKeys;
import io.sallyport.core.companion.CompanionPlan;
import io.sallyport.core.companion.CompanionPlanner;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.UnexposedKind;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.companion.token.FurtherIssuers;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.Lock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what the controller would write for models in files. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Print the objects that would be written for InferenceServices and InferenceGraphs, without a cluster.",
        footer = {
            "",
            "Exit codes: 0 rendered; 1 a model asks for something that is refused; 2 the input cannot be read.",
            "",
            "Example:",
            "  sallyport render -f iris.yaml",
            "  kubectl get isvc iris -o yaml | sallyport render -f - --in-mesh"
        })
final class RenderCommand implements Callable<Integer> {
    @Option(names = "-f", required = true, paramLabel = "FILE", description = "YAML documents; - reads standard input. Objects of other kinds are passed over.")
    private List<Path> files;

    @Mixin
    private NamespaceOption namespace;

    @Mixin
    private SettingsOption settings;

    @Option(names = "--gateway", description = "Also print the fixed set of objects in the gateway's namespace.")
    private boolean withGateway;

    @Option(names = "--in-mesh", description = "The models' Pods have sidecars and an ALLOW policy reaches them, as in a Kubeflow profile.")
    private boolean inMesh;

    @Option(names = "--open-namespace", description = "With --in-mesh: no ALLOW policy of others reaches the Pods.")
    private boolean open;

    @Option(
            names = "--knative-accounts",
            split = ",",
            paramLabel = "NAMESPACE/NAME",
            description = "ServiceAccounts of Knative's activator and local gateway, if both are in the mesh.")
    private List<String> knativeAccounts = List.of();

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            defaultValue = "https://kubernetes.default.svc.cluster.local",
            description = "Issuer of ServiceAccount tokens, if the settings name none. Default: ${DEFAULT-VALUE}.")
    private String issuer;

    @Option(
            names = "--gateway-account",
            paramLabel = "NAME",
            defaultValue = "istio-ingressgateway-service-account",
            description = "ServiceAccount of the gateway's Pods. Default: ${DEFAULT-VALUE}.")
    private String gatewayAccount;

    @Option(
            names = "--default-mode",
            paramLabel = "MODE",
            defaultValue = "Knative",
            description = "KServe's mode for objects that name none: Standard or Knative. Default: ${DEFAULT-VALUE}.")
    private String defaultMode;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        ExposureSettings exposure = settings.read().exposure();
        DeploymentMode mode = DeploymentMode.of(defaultMode)
                .orElseThrow(() -> new UnreadableInput("--default-mode is \"" + defaultMode + "\": write Standard or Knative"));
        PrintWriter complaints = command.commandLine().getErr();
        List<JsonNode> rendered = new ArrayList<>();
        if (withGateway) {
            rendered.addAll(new GatewayCompanions(exposure)
                    .desired(exposure.tokens().issuer().or(() -> Optional.of(issuer)), "(read from the API server)", false, FurtherIssuers.confined(exposure), exposure.gateway().namespace()));
        }
        Documents documents = Documents.of(files, namespace.name());
        if (withGateway && exposure.rates().enabled()) {
            rendered.add(LimitsFilter.of(Limited.all(ClusterObjects.of(documents.objects()), exposure), exposure));
        }
        CompanionPlanner planner = new CompanionPlanner(exposure);
        boolean refused = false;
        MisspeltKeys misspelt = new MisspeltKeys(exposure);
        documents.complaints().forEach(complaints::println);
        for (JsonNode object : models(documents)) {
            ObjectRef ref = ObjectRef.of(object);
            misspelt.warnings(object, Json.none()).forEach(warning -> complaints.println(ref + ": " + warning));
            switch (wanted(object, ClusterObjects.of(documents.objects()), exposure, mode)) {
                case Exposure.Closed(String reason) -> complaints.println(ref + " is closed: " + reason);
                case Exposure.Refused(List<Fault> faults) -> {
                    refused = true;
                    faults.forEach(fault -> complaints.println(ref + " is refused: " + fault));
                }
                case Exposure.Asked asked ->
                    rendered.addAll(companions(planner.desired(asked, gateway(exposure), mesh())));
            }
        }
        command.commandLine().getOut().print(YamlText.written(rendered));
        command.commandLine().getOut().flush();
        if (!documents.complaints().isEmpty()) {
            return ExitCode.UNREADABLE;
        }
        return refused ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private static Exposure wanted(JsonNode object, ClusterObjects others, ExposureSettings exposure, DeploymentMode mode) {
        return UnexposedKind.of(ObjectRef.of(object))
                .map(kind -> kind.exposure(object, exposure))
                .orElseGet(() -> Exposure.of(
                        new CompanionPlanner(exposure).addressed(Model.from(object, mode).in(others, exposure)), exposure, Instant.now()));
    }

    private static List<JsonNode> companions(CompanionPlan plan) {
        return switch (plan) {
            case CompanionPlan.Companions(List<JsonNode> objects, PodLock _) -> objects;
            case CompanionPlan.Refused(List<Fault> faults) ->
                throw new UnreadableInput(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
            case CompanionPlan.Waiting(List<String> reasons) -> throw new UnreadableInput(String.join("\n", reasons));
            case CompanionPlan.Paused(String reason) -> throw new UnreadableInput(reason);
        };
    }

    private GatewayState gateway(ExposureSettings exposure) {
        return new GatewayState(
                exposure.tokens().issuer().or(() -> Optional.of(issuer)),
                "(read from the API server)",
                new Lock.Holds(List.of(GatewayCompanions.GUARD)),
                true,
                List.of(exposure.trustDomain() + "/ns/" + exposure.gateway().namespace() + "/sa/" + gatewayAccount),
                false,
                true,
                hops(exposure),
                exposure.tokens().issuers().stream().map(TokenIssuer::name).collect(Collectors.toSet()),
                List.of());
    }

    private Hops hops(ExposureSettings exposure) {
        return new Hops(
                knativeAccounts.stream().map(account -> exposure.trustDomain() + "/ns/" + account.replace("/", "/sa/")).sorted().toList(),
                !knativeAccounts.isEmpty());
    }

    private MeshState mesh() {
        return new MeshState(inMesh ? Dataplane.SIDECAR : Dataplane.NONE, inMesh && !open);
    }

    /** Those that can be exposed, and those of kinds that are not. */
    private List<JsonNode> models(Documents documents) {
        List<JsonNode> models = documents.objects().stream()
                .filter(object -> Model.KINDS.contains(GroupKind.of(object))
                        || UnexposedKind.of(ObjectRef.of(object)).isPresent())
                .toList();
        if (models.isEmpty()) {
            throw new UnreadableInput("no InferenceService or InferenceGraph in " + FileNames.of(files));
        }
        return models;
    }
}

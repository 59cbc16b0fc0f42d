package io.sallyport.core.guard;

import io.sallyport.core.guard.extensions.ExtensionJudge;
import io.sallyport.core.guard.mesh.DefinitionJudge;
import io.sallyport.core.guard.mesh.MeshConfigJudge;
import io.sallyport.core.guard.mesh.NamespaceJudge;
import io.sallyport.core.guard.mesh.TelemetryJudge;
import io.sallyport.core.guard.policies.AudienceNotice;
import io.sallyport.core.guard.policies.AuthenticationJudge;
import io.sallyport.core.guard.policies.NarrowingNotice;
import io.sallyport.core.guard.policies.PolicyJudge;
import io.sallyport.core.guard.routes.ClearTextNotice;
import io.sallyport.core.guard.routes.DestinationRuleJudge;
import io.sallyport.core.guard.routes.GatewayJudge;
import io.sallyport.core.guard.routes.RouteJudge;
import io.sallyport.core.guard.services.ServiceEntryJudge;
import io.sallyport.core.guard.services.ServiceJudge;
import io.sallyport.core.guard.services.WorkloadEntryJudge;
import io.sallyport.core.guard.workloads.WorkloadJudge;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Notice;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.IngressClasses;
import io.sallyport.core.route.RouteSource;
import java.util.List;
import java.util.Map;

/** The one place that says which judge a write comes before. */
public final class Guard {
    /** Of a proof, for each node of the object before and after: every judge reads them all, and some more than once. */
    private static final int STEPS = 4;

    private final Map<GroupKind, Judge> judges;
    private final Map<GroupKind, Notice> notices;
    private final Attachments attachments;

    public Guard(ExposureSettings settings) {
        Judge workloads = new WorkloadJudge(settings);
        Judge extensions = ExtensionJudge.ofOthers(settings);
        Judge routes = new RouteJudge(settings);
        Judge entries = new WorkloadEntryJudge(settings);
        Judge gateways = new GatewayJudge(settings);
        judges = Map.ofEntries(
                Map.entry(GroupKind.VIRTUAL_SERVICE, routes),
                Map.entry(GroupKind.DESTINATION_RULE, new DestinationRuleJudge()),
                Map.entry(RouteSource.INGRESS, routes),
                Map.entry(RouteSource.HTTP_ROUTE, routes),
                Map.entry(RouteSource.GRPC_ROUTE, routes),
                Map.entry(RouteSource.TLS_ROUTE, routes),
                Map.entry(RouteSource.TCP_ROUTE, routes),
                Map.entry(GroupKind.GATEWAY, gateways),
                Map.entry(GatewayServers.KUBERNETES_GATEWAY, gateways),
                Map.entry(GatewayServers.LISTENER_SETS.getFirst(), gateways),
                Map.entry(GatewayServers.LISTENER_SETS.getLast(), gateways),
                Map.entry(GroupKind.AUTHORIZATION_POLICY, new PolicyJudge(settings)),
                Map.entry(GroupKind.REQUEST_AUTHENTICATION, new AuthenticationJudge(settings)),
                Map.entry(GroupKind.ENVOY_FILTER, ExtensionJudge.ofEnvoyFilters(settings)),
                Map.entry(GroupKind.WASM_PLUGIN, extensions),
                Map.entry(GroupKind.TRAFFIC_EXTENSION, extensions),
                Map.entry(GroupKind.PROXY_CONFIG, extensions),
                Map.entry(GroupKind.TELEMETRY, new TelemetryJudge(settings)),
                Map.entry(GroupKind.SERVICE, new ServiceJudge(settings)),
                Map.entry(GroupKind.SERVICE_ENTRY, new ServiceEntryJudge(settings)),
                Map.entry(GroupKind.WORKLOAD_ENTRY, entries),
                Map.entry(GroupKind.WORKLOAD_GROUP, entries),
                Map.entry(GroupKind.CONFIG_MAP, new MeshConfigJudge(settings)),
                Map.entry(GroupKind.POD, workloads),
                Map.entry(GroupKind.DEPLOYMENT, workloads),
                Map.entry(GroupKind.REPLICA_SET, workloads),
                Map.entry(GroupKind.STATEFUL_SET, workloads),
                Map.entry(GroupKind.DAEMON_SET, workloads),
                Map.entry(GroupKind.NAMESPACE, new NamespaceJudge(settings)),
                Map.entry(GroupKind.CUSTOM_RESOURCE_DEFINITION, new DefinitionJudge()));
        notices = Map.of(
                GroupKind.GATEWAY, new ClearTextNotice(settings),
                GroupKind.AUTHORIZATION_POLICY, new NarrowingNotice(settings),
                GroupKind.REQUEST_AUTHENTICATION, new AudienceNotice(settings));
        attachments = new Attachments(settings, judges);
    }

    /**
     * Everything that speaks against the write; empty if nothing does.
     *
     * @param cluster the objects as they are before it
     */
    public List<Fault> faults(Write write, ClusterObjects cluster) {
        return switch (judged(write, cluster)) {
            case Outcome.Proven<List<Fault>>(List<Fault> faults, _) -> faults;
            case Outcome.Unproven<List<Fault>>(String field, String reason) -> List.of(new Fault(
                    field,
                    "makes it too hard to prove that nobody gets in without a token (" + reason + ")",
                    "write it with fewer or plainer patterns"));
        };
    }

    /** The same, with what it took; the one place that gives a judge something to prove with. */
    Outcome<List<Fault>> judged(Write asWritten, ClusterObjects cluster) {
        Write write = asWritten.read(object -> IngressClasses.byController(object, cluster));
        Judge judge = judges.get(write.kind());
        return Budget.OF_A_JUDGEMENT.prove("spec", proof -> {
            if (judge == null) {
                return List.of();
            }
            proof.charge(STEPS * (Json.size(write.before()) + Json.size(write.after())));
            List<Fault> faults = judge.faults(write, cluster, proof);
            return faults.isEmpty() ? attachments.faults(write, cluster, proof) : faults;
        });
    }

    /** What to tell the writer of an allowed write; empty if there is nothing. */
    public List<String> notices(Write write, ClusterObjects cluster) {
        Notice notice = notices.get(write.kind());
        return notice == null ? List.of() : notice.of(write, cluster);
    }
}

package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.MeshConfigMaps;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.message.PlainYaml;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The ConfigMaps with the mesh's settings: what makes the gateway see, ask or believe something else is refused. */
public final class MeshConfigJudge implements Judge {
    /** Without them Istio falls back to something that lets in less. */
    private static final Set<String> MAY_GO = Set.of("trustDomainAliases", "caCertificates", "configSources", "accessLogFormat");

    private static final Set<String> MAY_NOT_GO = Set.of("connectionSettings", "gatewayTopology");
    private static final List<String> NORMALIZATIONS =
            List.of("DEFAULT", "NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES");

    private final ExposureSettings settings;

    public MeshConfigJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        String namespace = write.ref().namespace();
        if (!Reach.namespaces(cluster, settings).contains(namespace) || !MeshConfigMaps.isOne(write, cluster)) {
            return List.of();
        }
        if (write.deletes()) {
            return MeshConfigMaps.isRead(write.ref().name(), cluster, namespace) ? List.of(deletion(write)) : List.of();
        }
        List<Fault> faults = new ArrayList<>(
                new Shape().textMap("data", write.after().path("data")).faults());
        if (faults.isEmpty() && write.changes("/data/mesh")) {
            faults.addAll(mesh(write, cluster));
        }
        for (String key : List.of("mesh", "meshNetworks")) {
            if (write.after().path("binaryData").has(key) && write.changes("/binaryData/" + key)) {
                faults.add(new Fault(
                        "binaryData." + key, "becomes a file that a gateway may read, and is no text", "write it as text, into data." + key));
            }
        }
        String networks = write.after().path("data").path("meshNetworks").asText("");
        if (write.changes("/data/meshNetworks") && !isNothing(networks) && !approved(networks)) {
            faults.add(new Fault(
                    "data.meshNetworks",
                    "can send the gateway's requests, with their tokens, to another network",
                    wayOut(ContentHash.of(networks))));
        }
        return faults;
    }

    private List<Fault> mesh(Write write, ClusterObjects cluster) {
        String namespace = write.ref().namespace();
        Set<String> providers = providers(cluster);
        Optional<Map<String, JsonNode>> read = read(write.after(), namespace, providers);
        if (read.isEmpty()) {
            return List.of(new Fault(
                    "data.mesh",
                    "cannot be read the same way by everybody",
                    "write one plain YAML mapping, without anchors, tags, merge keys or repeated fields, and every"
                            + " extension provider with a name of its own"));
        }
        // A new one, of another revision, is compared with what the gateway uses so far.
        boolean isFirst = write.creates() && MeshConfigMaps.inForce(cluster, namespace).isEmpty();
        JsonNode old = write.creates()
                ? cluster.find(GroupKind.CONFIG_MAP, namespace, MeshConfigMaps.DEFAULT).orElse(Json.none())
                : write.before();
        Map<String, JsonNode> before = read(old, namespace, providers).orElse(Map.of());
        Map<String, JsonNode> after = read.get();
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Fault> faults = new ArrayList<>();
        for (String name : names) {
            JsonNode was = before.getOrDefault(name, Json.none());
            JsonNode is = after.getOrDefault(name, Json.none());
            String approval = ContentHash.of(Json.object(name, is.isMissingNode() ? "" : is));
            boolean installed = isFirst && name.startsWith(MeshSettings.PROVIDER);
            if (!was.equals(is) && !installed && !isHarmless(name, was, is, cluster)
                    && !settings.guard().extensions().contains(approval)) {
                faults.add(new Fault("data.mesh: " + name, MeshSettings.danger(name), wayOut(approval)));
            }
        }
        return faults;
    }

    private static Optional<Map<String, JsonNode>> read(JsonNode map, String namespace, Set<String> providers) {
        return PlainYaml.mapping(map.path("data").path("mesh").asText(""))
                .flatMap(mesh -> MeshSettings.of(mesh, namespace, providers));
    }

    /** Those that CUSTOM policies in the gateway's namespace ask. */
    private Set<String> providers(ClusterObjects cluster) {
        return Reach.namespaces(cluster, settings).stream()
                .flatMap(namespace -> cluster.in(namespace, GroupKind.AUTHORIZATION_POLICY).stream())
                .map(policy -> policy.at("/spec/provider/name").asText(""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isHarmless(String name, JsonNode was, JsonNode is, ClusterObjects cluster) {
        return switch (name) {
            case MeshSettings.SELECTORS -> gatewayIsSeen(is, cluster) || !gatewayIsSeen(was, cluster);
            case MeshSettings.NORMALIZATION -> normalization(is) >= normalization(was);
            case "ingressControllerMode" -> is.asText().equals("OFF");
            default -> is.isMissingNode() && mayGo(name);
        };
    }

    /** Without a provider that a policy asks, what it would be asked about is denied. */
    private static boolean mayGo(String name) {
        return MAY_GO.contains(name)
                || name.startsWith(MeshSettings.PROVIDER)
                || (name.startsWith(MeshSettings.PROXY)
                        && !MAY_NOT_GO.contains(name.substring(MeshSettings.PROXY.length())));
    }

    private boolean gatewayIsSeen(JsonNode selectors, ClusterObjects cluster) {
        return NamespaceLabels.seen(settings.gateway().namespace(), cluster, selectors);
    }

    /** How much is cleaned; a value that we do not know counts as nothing. */
    private static int normalization(JsonNode value) {
        JsonNode name = value.path("normalization");
        int level = name.isInt() ? name.asInt() : NORMALIZATIONS.indexOf(name.asText("DEFAULT"));
        return level == 0 ? NORMALIZATIONS.indexOf("BASE") : Math.min(level, NORMALIZATIONS.size() - 1);
    }

    private boolean approved(String text) {
        return settings.guard().extensions().contains(ContentHash.of(text));
    }

    private static boolean isNothing(String yaml) {
        return PlainYaml.mapping(yaml)
                .map(networks -> networks.isEmpty()
                        || (networks.size() == 1 && networks.has("networks") && networks.path("networks").isEmpty()))
                .orElse(false);
    }

    private static String wayOut(String approval) {
        return "leave it as it was, or approve it: put " + approval
                + " into Sallyport's chart value settings.guard.extensions";
    }

    private static Fault deletion(Write write) {
        return new Fault(
                write.ref().toString(),
                "holds settings that the gateway's policies rest on and may not be deleted",
                "change it instead; to take Istio away, uninstall Sallyport first");
    }
}

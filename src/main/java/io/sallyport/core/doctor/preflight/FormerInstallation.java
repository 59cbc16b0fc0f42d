package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.doctor.Finding;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is there of Sallyport already: this release, another one, or what a former one left. */
record FormerInstallation(InstallTarget target, RenderedChart chart, ExposureSettings settings) {
    private static final String GUARD = "guard.sallyport.io";
    private static final String NO_RELEASE = "";

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        Map<String, List<JsonNode>> byRelease = chart.lasting().stream()
                .flatMap(object -> target.find(ObjectRef.of(object)).stream())
                .collect(Collectors.groupingBy(FormerInstallation::release, TreeMap::new, Collectors.toList()));
        byRelease.forEach((release, objects) -> found.add(existing(release, objects)));
        found.addAll(second());
        if (guards().findAny().isEmpty()) {
            found.addAll(left());
        }
        return found;
    }

    private Finding existing(String release, List<JsonNode> objects) {
        String names = names(objects.stream());
        if (chart.release().filter(release::equals).isPresent()) {
            return Finding.note("This release is installed already: this would be an upgrade", "release " + release);
        }
        return release.equals(NO_RELEASE)
                ? Finding.error(
                        "Objects of the chart are there already, and of no release: helm install refuses to take them over",
                        names, "install as they were, or delete them; page gitops.md shows how to remove what Helm did not install")
                : Finding.error(
                        "Objects of the chart are there already, and of another release: helm install refuses to take them over",
                        names + " of release " + release, uninstall(release));
    }

    /** Both would write the same objects, each its own way; the chart refuses that as well. */
    private List<Finding> second() {
        return guards()
                .filter(guard -> chart.objects().stream().noneMatch(object -> ObjectRef.of(object).sameObject(ObjectRef.of(guard))))
                .map(guard -> chart.objects().isEmpty()
                        ? Finding.warning(
                                "Sallyport is installed here already", evidence(guard),
                                "give the chart's objects with -f to see whether this is the same release; sallyport doctor looks at what runs")
                        : Finding.error(
                                "Another installation guards this gateway already", evidence(guard),
                                release(guard).equals(NO_RELEASE)
                                        ? "remove that one first, since two would overwrite each other's routes and policies"
                                        : uninstall(release(guard))))
                .toList();
    }

    private Stream<JsonNode> guards() {
        return target.existing().stream()
                .filter(object -> object.path("kind").asText().equals("ValidatingWebhookConfiguration"))
                .filter(object -> !ObjectRef.of(object).name().endsWith("-armed"))
                .filter(object -> Json.elements(object.path("webhooks")).stream()
                        .anyMatch(webhook -> webhook.path("name").asText().equals(GUARD)
                                && webhook.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText()
                                        .equals(settings.gateway().namespace())));
    }

    /** Known by their label, and mended as if they had been written by the new one. */
    private List<Finding> left() {
        String names = names(Stream.of(GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION, GroupKind.VIRTUAL_SERVICE)
                .flatMap(kind -> target.surroundings().objects().of(kind).stream())
                .filter(Ownership::isOurs));
        return names.isEmpty()
                ? List.of()
                : List.of(Finding.note("A former installation left what it wrote, and this one takes it over", names));
    }

    private static String evidence(JsonNode guard) {
        return ObjectRef.of(guard) + (release(guard).equals(NO_RELEASE) ? ", of no release" : " of release " + release(guard));
    }

    private static String uninstall(String release) {
        String[] parts = release.split("/", 2);
        return "helm uninstall " + parts[1] + " --namespace " + parts[0] + ", or upgrade that one";
    }

    private static String names(Stream<JsonNode> objects) {
        return objects.map(object -> ObjectRef.of(object).toString()).sorted().collect(Collectors.joining(", "));
    }

    /** As Helm writes it on what it makes: {@code NAMESPACE/NAME}. */
    private static String release(JsonNode object) {
        Map<String, String> annotations = Json.textMap(object.at("/metadata/annotations"));
        return Optional.ofNullable(annotations.get("meta.helm.sh/release-name"))
                .map(name -> annotations.getOrDefault("meta.helm.sh/release-namespace", "default") + "/" + name)
                .orElse(NO_RELEASE);
    }
}

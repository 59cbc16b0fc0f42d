package io.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What was stored past the guard is found, with the corpus of the guard itself; what Kubeflow and Sallyport have is not. */
class StoredObjectsTest {
    private static final Path CORPUS = Path.of("src/test/resources/guard");
    private static final List<JsonNode> BASE = base();
    /** Refused as changes of what was there before, and while nobody answers: nothing of it shows in what is stored. */
    private static final Set<GroupKind> CHANGES_ONLY = Set.of(GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION);

    @Test
    void kubeflowWithAnExposedModelIsSilent() {
        assertThat(new StoredObjects(ExposureSettings.DEFAULTS).refused(ClusterObjects.of(BASE))).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> whatWouldBeRefusedWhenCreatedIsFoundOnceItIsStored() {
        return cases("bypass-").map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
            ClusterObjects before = before(folder);
            List<JsonNode> writes = documents(folder.resolve("in-change.yaml"));
            ClusterObjects then = before;
            for (JsonNode object : writes) {
                then = then.with(object);
            }
            ClusterObjects stored = then;
            var judged = new StoredObjects(settings(folder));
            boolean allNew = writes.stream().noneMatch(object -> before.of(GroupKind.of(object)).stream()
                    .anyMatch(old -> ObjectRef.of(old).sameObject(ObjectRef.of(object))));
            boolean seen = writes.stream().map(GroupKind::of).allMatch(StoredObjects.KINDS::contains);
            boolean comparedOnly = writes.stream().map(GroupKind::of).anyMatch(CHANGES_ONLY::contains);
            if (allNew && seen && !comparedOnly) {
                // A Gateway for which a route waited is found by that route.
                assertThat(Stream.concat(documents(folder.resolve("in-before.yaml")).stream(), writes.stream())
                                .flatMap(object -> judged.refused(object, stored).stream()))
                        .isNotEmpty();
            }
        }));
    }

    @Test
    void aLabelOfOursExcusesNothingThatTheControllerDoesNotKeep() {
        JsonNode route = documents(CORPUS.resolve("bypass-route-prefix-claims-only/in-change.yaml")).getFirst();
        ObjectNode labelled = route.deepCopy();
        labelled.withObject("/metadata/labels").put(Names.MANAGED_BY, Names.SALLYPORT);

        assertThat(new StoredObjects(ExposureSettings.DEFAULTS).refused(ClusterObjects.of(BASE).with(labelled)))
                .singleElement()
                .satisfies(found -> assertThat(found.ref().sameObject(ObjectRef.of(route))).isTrue());
    }

    /** As Sallyport writes it; one that says something else is told of until it is mended. */
    @Test
    void theLimitsThatSallyportWritesAreNotHeldAgainstIt() {
        ExposureSettings settings = ((SettingsFile.Reading.Read) SettingsFile.parse("limits: {enabled: true}")).settings().exposure();
        ClusterObjects cluster = ClusterObjects.of(BASE);
        JsonNode ours = LimitsFilter.of(Limited.all(cluster, settings), settings);
        ObjectNode changed = ours.deepCopy();
        changed.withArray("/spec/configPatches").remove(0);

        assertThat(new StoredObjects(settings).refused(cluster.with(ours))).isEmpty();
        assertThat(new StoredObjects(settings).refused(cluster.with(changed))).hasSize(1);
    }

    private static Stream<Path> cases(String prefix) {
        try (Stream<Path> folders = Files.list(CORPUS)) {
            return folders.sorted()
                    .filter(folder -> folder.getFileName().toString().startsWith(prefix))
                    .filter(folder -> !Files.exists(folder.resolve("in-delete.txt")))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClusterObjects before(Path folder) {
        ClusterObjects cluster = ClusterObjects.of(BASE);
        for (JsonNode object : documents(folder.resolve("in-before.yaml"))) {
            cluster = cluster.with(object);
        }
        return cluster;
    }

    private static ExposureSettings settings(Path folder) {
        try {
            Path file = folder.resolve("in-settings.yaml");
            String yaml = Files.exists(file) ? Files.readString(file) : "";
            return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> base() {
        try (Stream<Path> files = Files.list(CORPUS.resolve("_base"))) {
            List<JsonNode> objects = new ArrayList<>();
            files.sorted().forEach(file -> objects.addAll(documents(file)));
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> documents(Path file) {
        try {
            return Files.exists(file) ? YamlText.read(Files.readString(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
    private final OwnWrites writes = new OwnWrites();

    @Test
    void theFirstWriteRepairsNothing() {
        assertThat(writes.repeated(new Change.Apply(ours("a")), Optional.of("1"))).isFalse();
    }

    @Test
    void theSameWriteAgainPutsBackWhatSomebodyUndid() {
        writes.repeated(new Change.Apply(ours("a")), Optional.of("1"));

        assertThat(writes.repeated(new Change.Apply(ours("a")), Optional.of("3"))).isTrue();
        assertThat(writes.repeated(new Change.Replace(ours("a"), "4"), Optional.of("5"))).isTrue();
    }

    /** The cache may be a moment behind our own write. */
    @Test
    void aWriteThatChangesNothingRepairsNothing() {
        writes.repeated(new Change.Apply(ours("a")), Optional.of("1"));

        assertThat(writes.repeated(new Change.Apply(ours("a")), Optional.of("1"))).isFalse();
    }

    @Test
    void whatIsWantedNowIsNoRepair() {
        writes.repeated(new Change.Apply(ours("a")), Optional.of("1"));

        assertThat(writes.repeated(new Change.Apply(ours("b")), Optional.of("2"))).isFalse();
    }

    @Test
    void whatWeTookAwayOurselvesIsMadeAnew() {
        writes.repeated(new Change.Apply(ours("a")), Optional.of("1"));
        writes.repeated(new Change.Delete(ObjectRef.of(ours("a")), "uid"), Optional.empty());

        assertThat(writes.repeated(new Change.Apply(ours("a")), Optional.of("3"))).isFalse();
    }

    @Test
    void inAPolicyOfSomebodyElseOnlyOurEntriesCount() {
        ObjectNode before = policy("theirs");
        before.withObject("/metadata/annotations").put(Names.EXEMPTED, "[\"/kfserving\"]");
        ObjectNode after = before.deepCopy();
        after.withObject("/spec").put("action", "theirs, changed");
        writes.repeated(new Change.Replace(before, "1"), Optional.of("2"));

        assertThat(writes.repeated(new Change.Replace(after, "3"), Optional.of("4"))).isTrue();
    }

    private static ObjectNode ours(String action) {
        ObjectNode object = policy(action);
        object.withObject("/metadata/labels").put(Names.MANAGED_BY, Names.SALLYPORT);
        return object;
    }

    private static ObjectNode policy(String action) {
        return Json.object(
                "apiVersion", "security.istio.io/v1",
                "kind", "AuthorizationPolicy",
                "metadata", Json.object("namespace", "istio-system", "name", "policy"),
                "spec", Json.object("action", action));
    }
}

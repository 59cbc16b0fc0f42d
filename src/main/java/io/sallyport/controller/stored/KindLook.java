package io.sallyport.controller.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.core.model.ObjectRef;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The objects of one kind: each is handed over once when the look begins, and again when it changes. What is handed over is
 * not kept, so that a cluster with many routes takes no more memory here than one with few.
 */
final class KindLook implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KindLook.class);
    private static final long PAGE = 200;
    /** Not sooner, where it could not be read, or a watch has ended. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final JudgedKind kind;
    private final String namespace;
    private final Duration longestSilence;
    private final Verdicts verdicts;
    private volatile Optional<Following> following = Optional.empty();
    /** Said once for each time that it cannot be read. */
    private boolean failing;
    private long tried = System.nanoTime() - AGAIN.toNanos();

    /** @param gatewayNamespace where those are that matter only there */
    KindLook(KubernetesClient client, JudgedKind kind, String gatewayNamespace, Duration longestSilence, Verdicts verdicts) {
        this.client = client;
        this.kind = kind;
        this.namespace = kind.everywhere() ? "" : gatewayNamespace;
        this.longestSilence = longestSilence;
        this.verdicts = verdicts;
    }

    /** Reads all of them, unless a watch tells of each change anyway. */
    void look(boolean anew) {
        boolean soon = System.nanoTime() - tried < AGAIN.toNanos();
        if (!anew && (soon || following.filter(Following::good).isPresent())) {
            return;
        }
        tried = System.nanoTime();
        close();
        try {
            for (String version : kind.versions()) {
                if (read(version)) {
                    break;
                }
            }
            failing = false;
        } catch (KubernetesClientException e) {
            LOGGER.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .addKeyValue("resource", kind)
                    .log("what is stored cannot be looked at, trying again: {}", Failure.reason(e));
            failing = true;
        }
    }

    @Override
    public void close() {
        following.ifPresent(Following::close);
        following = Optional.empty();
    }

    /** False if the API server does not serve this version. */
    private boolean read(String version) {
        Set<String> seen = new HashSet<>();
        String next = "";
        String resourceVersion;
        do {
            GenericKubernetesResourceList page;
            try {
                page = objects(version).list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return false;
                }
                throw e;
            }
            page.getItems().forEach(object -> seen.add(verdicts.judge(tree(object, version))));
            next = page.getMetadata().getContinue();
            resourceVersion = page.getMetadata().getResourceVersion();
        } while (next != null && !next.isEmpty());
        verdicts.keepOnly(kind.kind(), seen);
        var begun = new Following(version);
        begun.watch = Optional.of(objects(version).watch(from(resourceVersion), begun));
        following = Optional.of(begun);
        return true;
    }

    private static ListOptions from(String resourceVersion) {
        return new ListOptionsBuilder().withResourceVersion(resourceVersion).withAllowWatchBookmarks(true).build();
    }

    private FilterWatchListDeletable<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(String version) {
        var all = client.genericKubernetesResources(kind.definition(version));
        return namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
    }

    /** Items of a list do not say what they are. */
    private ObjectNode tree(GenericKubernetesResource object, String version) {
        return client.getKubernetesSerialization().convertValue(object, ObjectNode.class)
                .put("apiVersion", kind.apiVersion(version))
                .put("kind", kind.kind().kind());
    }

    /** One watch, from its opening to its end. */
    private final class Following implements Watcher<GenericKubernetesResource> {
        private final String version;
        private volatile long said = System.nanoTime();
        private volatile boolean ended;
        private volatile Optional<Watch> watch = Optional.empty();

        Following(String version) {
            this.version = version;
        }

        @Override
        public void eventReceived(Action action, GenericKubernetesResource object) {
            said = System.nanoTime();
            switch (action) {
                case ADDED, MODIFIED -> verdicts.judge(tree(object, version));
                case DELETED -> verdicts.gone(ObjectRef.of(tree(object, version)));
                case BOOKMARK, ERROR -> {
                    // The one only shows that the watch is open; after the other it ends.
                }
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            ended = true;
        }

        boolean good() {
            return !ended && System.nanoTime() - said < longestSilence.toNanos();
        }

        void close() {
            watch.ifPresent(Watch::close);
        }
    }
}

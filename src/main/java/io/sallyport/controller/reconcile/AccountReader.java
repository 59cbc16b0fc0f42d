package io.sallyport.controller.reconcile;

import io.sallyport.controller.cache.ClusterCaches;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.companion.account.AccountOwners;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.account.ObservedAccount;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.reconcile.AccountReconciliation;
import io.sallyport.core.reconcile.Change;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns what the caches hold into the accounts of which the people of namespaces make tokens. */
public record AccountReader(
        ClusterCaches caches, ClusterObjects objects, ExposureSettings settings, DeploymentMode defaultMode, Instant now) {

    /** What is to be written for the people of a namespace to make tokens; nothing while it is not known which models there are. */
    List<Change> changes(String namespace) {
        boolean wanted = settings.access().callerAccount() && !settings.guard().keepsModelsClosed();
        if (!wanted || !caches.knows(ResourceKind.INFERENCE_SERVICE) || caches.ends(namespace)) {
            return List.of();
        }
        var owners = new AccountOwners(
                objects, kind -> ResourceKind.all(kind).allMatch(caches::knows), defaultMode, settings, now);
        return AccountReconciliation.changes(
                namespace,
                ObservedAccount.of(objects, namespace),
                owners.of(namespace),
                Identities.of(objects, settings).users(namespace).orElse(List.of()),
                settings.access());
    }

    /** Why the people of a namespace cannot make tokens though the settings let them, for people. */
    Optional<String> refusal(String namespace) {
        return settings.access().callerAccount() ? ObservedAccount.of(objects, namespace).refusal() : Optional.empty();
    }

    /**
     * Every namespace with a model that carries the label, or with an account of that name.
     *
     * @param models those that carry the label, or have companions
     */
    public Set<Key.Namespace> namespaces(Collection<Key.Model> models) {
        return settings.access().callerAccount()
                ? Stream.concat(
                                models.stream().map(Key.Model::namespace),
                                caches.store(ResourceKind.SERVICE_ACCOUNT).all().stream()
                                        .filter(CallerAccount::isNamed)
                                        .map(account -> account.at("/metadata/namespace").asText()))
                        .map(Key.Namespace::new)
                        .collect(Collectors.toSet())
                : Set.of();
    }
}

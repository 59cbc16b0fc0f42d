package io.sallyport.core.admission;

import io.sallyport.core.companion.CompanionPlanner;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.account.ObservedAccount;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.caller.Caller;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.kserve.ModelServer;
import io.sallyport.core.model.kserve.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What whoever asks to expose a model is told at once: where it will answer, to whom, how to call it, and what is odd. */
final class OpeningWords {
    /** Formats whose servers have no OpenAI API (the ClusterServingRuntimes that KServe ships). */
    private static final Set<String> NO_OPENAI = Set.of(
            "sklearn", "xgboost", "lightgbm", "pmml", "paddle", "tensorflow", "pytorch", "onnx", "triton", "mlflow");
    /** Of a part of a domain name (RFC 1035). */
    private static final int LONGEST_LABEL = 63;
    /** The API server cuts a longer warning short. */
    private static final int LONGEST_WARNING = 256;

    private final ExposureSettings settings;

    OpeningWords(ExposureSettings settings) {
        this.settings = settings;
    }

    List<String> warnings(Exposure.Asked asked, ClusterSnapshot cluster) {
        String url = settings.urlOf(asked.service().namespace(), asked.service().name());
        List<String> warnings = new ArrayList<>();
        warnings.add("the model will answer at " + url);
        warnings.add("callers: " + asked.callers().described() + asked.until().map(until -> ", until " + until).orElse(""));
        warnings.add(call(asked, cluster, url));
        if (!asked.limits().none()) {
            warnings.add("limits: " + asked.limits().described() + ", at each Pod of the gateway");
        }
        asked.callers().allowed().stream().flatMap(OpeningWords::trust).distinct().forEach(warnings::add);
        if (asked.serving().protocol() == Protocol.OPENAI && !asked.serving().listed()) {
            warnings.add("base URL for OpenAI clients: " + url + "/v1");
        }
        warnings.addAll(asked.serving().notes());
        warnings.addAll(namespacesThatAreNot(asked, cluster));
        if (asked.serving().protocol() == Protocol.OPENAI && asked.service().component().server() instanceof ModelServer server
                && NO_OPENAI.contains(server.format())) {
            warnings.add("the protocol is openai, and servers of the format " + server.format()
                    + " usually do not speak it: calls may end in 404");
        }
        hostTooLong(asked.service()).ifPresent(warnings::add);
        PodLock lock = cluster.lock(asked, settings);
        if (lock instanceof PodLock.GatewayOnly || lock instanceof PodLock.Narrowed) {
            warnings.add(lock.described());
        }
        if (settings.access().callerAccount()) {
            ObservedAccount.of(cluster.objects(), asked.service().namespace()).refusal().ifPresent(warnings::add);
        }
        InnerCalls.refused(asked.service(), cluster.judgesAtPod(asked, lock)).ifPresent(warnings::add);
        CompanionPlanner.waiting(asked, cluster.gateway(), identities(asked, cluster)).ifPresent(warnings::add);
        CompanionPlanner.obstacles(cluster.gateway()).forEach(reason -> warnings.add("not exposed yet: " + reason));
        return warnings;
    }

    /** How whoever may make tokens of the namespace's account calls it, if its callers include that; else the first of them. */
    private String call(Exposure.Asked asked, ClusterSnapshot cluster, String url) {
        String namespace = asked.service().namespace();
        boolean included = asked.callers().allowed().stream().anyMatch(caller -> CallerAccount.isOf(caller, namespace));
        if (settings.access().callerAccount() && included && ObservedAccount.of(cluster.objects(), namespace).refusal().isEmpty()) {
            return call(token(CallerAccount.NAME, namespace), url);
        }
        return switch (asked.callers().allowed().getFirst()) {
            case Caller.ServiceAccounts accounts -> call(token(accounts, asked), url);
            case Caller.People(String _, TokenIssuer of) -> call(of, url);
            case Caller.Claimed(TokenIssuer of, var _, var _) -> call(of, url);
        };
    }

    private static String call(TokenIssuer of, String url) {
        return "call it: curl --header \"Authorization: Bearer $TOKEN\" " + url + ", where TOKEN is one of " + of.url()
                + " for the audience " + of.audiences().getFirst();
    }

    private static String call(String token, String url) {
        String line = "call it: curl --header \"Authorization: Bearer $(" + token + ")\" " + url;
        return line.length() <= LONGEST_WARNING ? line : "a token for it: " + token;
    }

    /** KServe's usual host for a component in Standard mode (domainTemplate); with a longer one it makes no Ingress, and gives no address. */
    private static Optional<String> hostTooLong(Model service) {
        String label = service.component().service() + "-" + service.namespace();
        return service.mode() == DeploymentMode.STANDARD && label.length() > LONGEST_LABEL
                ? Optional.of("KServe's host for it begins with " + label + ", which has " + label.length() + " characters, more than the "
                        + LONGEST_LABEL + " of a domain: the model may never get an address")
                : Optional.empty();
    }

    /** The command for a token. */
    private String token(Caller.ServiceAccounts accounts, Exposure.Asked asked) {
        return switch (accounts) {
            case Caller.Anyone() -> token("default", asked.service().namespace());
            case Caller.Namespace(String name) -> token("default", name);
            case Caller.Account(String namespace, String name) -> token(name, namespace);
        };
    }

    private String token(String account, String namespace) {
        return "kubectl create token " + account + " --namespace " + namespace
                + settings.tokens().audiences().stream().findFirst().map(audience -> " --audience " + audience).orElse("");
    }

    /** What callers rest on that no token proves. */
    private static Stream<String> trust(Caller caller) {
        Optional<TokenIssuer> issuer = switch (caller) {
            case Caller.Claimed(TokenIssuer of, CallerKind kind, String _) when kind == CallerKind.EMAIL -> Optional.of(of);
            case Caller.People(String _, TokenIssuer of) -> Optional.of(of);
            case Caller.Claimed _, Caller.ServiceAccounts _ -> Optional.empty();
        };
        return issuer.stream().map(of -> "callers: that an address of " + of.name() + " is its bearer's is taken from Sallyport's settings"
                        + " (emailsVerified), since the mesh cannot look at email_verified");
    }

    /** Whoever knows none of the model's own namespace, which has one at least, knows none. */
    private Identities identities(Exposure.Asked asked, ClusterSnapshot cluster) {
        boolean known = !cluster.objects().in(asked.service().namespace(), GroupKind.SERVICE_ACCOUNT).isEmpty();
        return known ? Identities.of(cluster.objects(), settings) : Identities.UNKNOWN;
    }

    /** A namespace may come later, so that this is no reason to refuse. */
    private static List<String> namespacesThatAreNot(Exposure.Asked asked, ClusterSnapshot cluster) {
        Predicate<String> known = name -> cluster.objects().find(GroupKind.NAMESPACE, "", name).isPresent();
        // Without the model's own namespace, namespaces are not known at all.
        return known.test(asked.service().namespace())
                ? asked.callers().allowed().stream()
                        .flatMap(OpeningWords::namespace)
                        .distinct()
                        .filter(Predicate.not(known))
                        .map(name -> "callers: there is no namespace " + name)
                        .toList()
                : List.of();
    }

    private static Stream<String> namespace(Caller caller) {
        return switch (caller) {
            case Caller.Anyone() -> Stream.empty();
            case Caller.Namespace(String name) -> Stream.of(name);
            case Caller.Account(String namespace, String _) -> Stream.of(namespace);
            case Caller.People _, Caller.Claimed _ -> Stream.empty();
        };
    }
}

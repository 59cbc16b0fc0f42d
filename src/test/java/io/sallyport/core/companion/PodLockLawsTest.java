package io.sallyport.core.companion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.KeySource;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Condition;
import io.sallyport.core.policy.proof.Lock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * By the label, the set of requests that a Pod in the mesh answers grows by the callers' listed calls and by nothing else, and
 * nothing that was answered stops being answered: over policies that others may have in its namespace and in the mesh's root.
 *
 * <p>What a sidecar does with a request is told by the exact evaluator, which here knows who calls; that a token in our form is
 * verified and taken off, and that any other {@code Authorization} stays as it is, is Envoy's, and shown on the real one.
 * A policy of others that asks for a verified token gets one in our form from then on, and none before: what such a policy makes
 * of it is its own word, so before and after are compared with the token verified.
 */
class PodLockLawsTest {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final String AUDIENCE = "istio-ingressgateway.istio-system.svc.cluster.local";
    private static final String GATEWAY = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    private static final String LOCAL_GATEWAY = "cluster.local/ns/istio-system/sa/cluster-local-gateway-service-account";
    private static final String ACTIVATOR = "cluster.local/ns/knative-serving/sa/activator";
    private static final TokenIssuer PROVIDER = new TokenIssuer(
            "idp",
            "https://idp",
            new KeySource.Discovered(),
            List.of("models"),
            Map.of(CallerKind.EMAIL, Claim.of("email"), CallerKind.GROUP, Claim.of("groups"), CallerKind.CLIENT, Claim.of("azp")),
            List.of(Claim.of("email"), Claim.of("sid")));
    private static final TokenIssuer BUILDS = new TokenIssuer(
            "ci", "https://ci", new KeySource.Discovered(), List.of("models"), Map.of(CallerKind.SUBJECT, Claim.of("sub")), List.of());
    /** Callers of one issuer alone take other policies than those of several. */
    private static final List<String> CALLERS = List.of(
            "team-b/*, team-c/scorer",
            "team-b/*, idp:email/alice@example.com, idp:group/science, team-c/scorer, idp:client/bot, ci:subject/repo:org/x:ref:refs/heads/main");
    private static final Set<String> CALLS = Set.of("POST /v1/models/iris:predict", "GET /v1/models/iris");

    /** A model, and what is known of the world that it is labelled in. */
    record World(DeploymentMode mode, boolean hopsKnown, String callers, boolean pinned, List<JsonNode> others) {
        /** Those of whom a token says that it is of an account that exists. */
        Identities accounts() {
            return pinned
                    ? namespace -> Optional.of(List.of(new Identities.Existing(namespace.equals("team-c") ? "scorer" : "any", namespace)))
                    : Identities.UNKNOWN;
        }

        Hops hops() {
            return mode == DeploymentMode.STANDARD
                    ? new Hops(List.of(GATEWAY), true)
                    : new Hops(hopsKnown ? List.of(LOCAL_GATEWAY, ACTIVATOR) : List.of(LOCAL_GATEWAY), hopsKnown);
        }

        List<JsonNode> ours(boolean lock) {
            ExposureSettings settings = settings(lock);
            Model model = model(mode, callers);
            ClusterObjects cluster = ClusterObjects.of(
                    Stream.concat(others.stream(), Stream.of(namespace())).toList());
            GatewayState gateway = new GatewayState(
                    Optional.of(ISSUER), "{}", new Lock.Holds(List.of("guard")), true, List.of(GATEWAY), false, true, hops(), Set.of("idp", "ci"), List.of());
            var asked = (Exposure.Asked) Exposure.of(model, settings, Instant.EPOCH);
            CompanionPlan plan = new CompanionPlanner(settings)
                    .desired(asked, gateway, MeshState.of(model, cluster, "istio-system"), accounts());
            return ((CompanionPlan.Companions) plan).objects();
        }
    }

    /** A request as the sidecar sees it: by whom, and with which token in our form. */
    record Call(ArrivedRequest request, Optional<String> principal, Optional<ObjectNode> token) {
        boolean isListed() {
            return CALLS.contains(request.method() + " " + request.path());
        }

        boolean isOf(World world) {
            boolean further = world.callers.contains("idp:");
            return token.filter(claims -> (isAccount(claims) && (!world.pinned || exists(claims))) || (further && (isOfProvider(claims) || isBuild(claims)))).isPresent();
        }

        private static boolean exists(JsonNode claims) {
            return claims.path("sub").asText().split(":")[2].equals(claims.at("/kubernetes.io/serviceaccount/uid").asText());
        }

        private static boolean isAccount(JsonNode claims) {
            return claims.path("iss").asText().equals(ISSUER)
                    && claims.path("aud").asText().equals(AUDIENCE)
                    && claims.path("sub").asText().matches("system:serviceaccount:(team-b:.+|team-c:scorer)");
        }

        private static boolean isOfProvider(JsonNode claims) {
            boolean person = claims.has("sid") || claims.has("email");
            return claims.path("iss").asText().equals(PROVIDER.url())
                    && claims.path("aud").asText().equals("models")
                    && (claims.path("email").asText().equals("alice@example.com")
                            || Json.texts(claims.path("groups")).contains("science")
                            || (claims.path("azp").asText().equals("bot") && !person));
        }

        private static boolean isBuild(JsonNode claims) {
            return claims.path("iss").asText().equals(BUILDS.url())
                    && claims.path("aud").asText().equals("models")
                    && claims.path("sub").asText().equals("repo:org/x:ref:refs/heads/main");
        }

        boolean isFrom(Hops hops) {
            return principal.filter(hops.principals()::contains).isPresent();
        }

        boolean isProbe() {
            return request.path().equals("/healthz") && request.values("K-Network-Probe").contains("queue");
        }
    }

    @Property(tries = 400)
    void theSetGrowsByTheCallersListedCallsAndByNothingElse(
            @ForAll("worlds") World world, @ForAll("calls") List<Call> calls) {
        List<JsonNode> ours = world.ours(false);
        for (Call call : calls) {
            boolean before = answers(world.others, call);
            boolean after = answers(both(world.others, ours), call);
            boolean hop = call.isFrom(world.hops()) || !world.hops().complete();
            if (before) {
                assertThat(after).as("still answered: " + call).isTrue();
            } else {
                assertThat(after).as("newly answered: " + call).isEqualTo(
                        call.isListed() && call.isOf(world) && hop && !denied(world.others, call));
            }
        }
    }

    @Property(tries = 400)
    void theLockLeavesTheHopsNothingButTheCallersListedCallsAndProbes(
            @ForAll("worlds") World world, @ForAll("calls") List<Call> calls) {
        List<JsonNode> all = both(world.others, world.ours(true));
        for (Call call : calls) {
            boolean before = answers(world.others, call);
            boolean after = answers(all, call);
            boolean probe = world.mode == DeploymentMode.KNATIVE && call.isProbe();
            if (call.isFrom(world.hops())) {
                boolean listed = call.isOf(world) && CALLS.stream().anyMatch(each -> each.endsWith(" " + call.request.path()));
                assertThat(after).as(call.toString()).isEqualTo(
                        (before && (probe || listed))
                                || (call.isListed() && call.isOf(world) && !denied(world.others, call)));
            } else if (before) {
                assertThat(after).as(call.toString()).isTrue();
            }
        }
    }

    /** DENY first; then, where an ALLOW policy reaches the Pod, one of them has to match. */
    private static boolean answers(List<JsonNode> objects, Call call) {
        List<AuthorizationPolicy> allowing = with("ALLOW", objects);
        return !denied(objects, call)
                && (allowing.isEmpty() || allowing.stream().anyMatch(policy -> policy.matching(verified(call)).isPresent()));
    }

    private static boolean denied(List<JsonNode> objects, Call call) {
        return with("DENY", objects).stream().anyMatch(policy -> policy.matching(verified(call)).isPresent());
    }

    private static ArrivedRequest verified(Call call) {
        return call.token.map(call.request::with).orElse(call.request);
    }

    private static final Map<String, String> POD = Map.of(
            "serving.kserve.io/inferenceservice", "iris",
            "component", "predictor",
            "app", "isvc.iris-predictor",
            "expose-external", "true");

    /** Those that reach the Pod with this action. */
    private static List<AuthorizationPolicy> with(String action, List<JsonNode> objects) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals("AuthorizationPolicy"))
                .map(AuthorizationPolicy::from)
                .filter(policy -> policy.enforced() && policy.selects(POD) && policy.action().equals(action))
                .toList();
    }

    private static List<JsonNode> both(List<JsonNode> others, List<JsonNode> ours) {
        List<JsonNode> all = new ArrayList<>(others);
        all.addAll(ours);
        return all;
    }

    private static ExposureSettings settings(boolean lock) {
        ExposureSettings s = ExposureSettings.DEFAULTS;
        return new ExposureSettings(
                s.label(), s.prefix(), s.url(), s.clusterDomain(), s.trustDomain(), s.gateway(), s.policies(), tokens(),
                s.callers(), s.guard(), s.exemption(), new ExposureSettings.Pods(lock, false, false, List.of()), s.limits(), s.routeTimeout(), s.kserve(), s.rates(), s.access());
    }

    private static ExposureSettings.Tokens tokens() {
        ExposureSettings.Tokens t = ExposureSettings.DEFAULTS.tokens();
        return new ExposureSettings.Tokens(
                t.issuer(), t.audiences(), t.jwksUri(), t.confine(), t.forward(), t.claimHeaders(), List.of(PROVIDER, BUILDS));
    }

    private static Model model(DeploymentMode mode, String callers) {
        return Model.from(
                Json.object(
                        "apiVersion", "serving.kserve.io/v1beta1",
                        "kind", "InferenceService",
                        "metadata", Json.object(
                                "name", "iris",
                                "namespace", "team-a",
                                "labels", Json.object("expose-external", "true"),
                                "annotations", Json.object("sallyport.io/callers", callers)),
                        "spec", Json.object("predictor", Json.object("model", Json.object())),
                        "status", Json.object("address", Json.object("url", "http://iris.team-a.svc.cluster.local"))),
                mode);
    }

    private static JsonNode namespace() {
        return Json.object(
                "apiVersion", "v1",
                "kind", "Namespace",
                "metadata", Json.object("name", "team-a", "labels", Json.object("istio-injection", "enabled")));
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<List<JsonNode>> others =
                Combinators.combine(policy("team-a"), policy("istio-system"), Arbitraries.of(true, false), Arbitraries.of(true, false))
                        .as((own, root, profile, denyAll) -> {
                            List<JsonNode> objects = new ArrayList<>();
                            own.ifPresent(objects::add);
                            root.ifPresent(objects::add);
                            if (profile) {
                                objects.add(ofProfile());
                            }
                            if (denyAll) {
                                objects.add(policy("istio-system", "global-deny-all", Json.object()));
                            }
                            return objects;
                        });
        return Combinators.combine(
                        Arbitraries.of(DeploymentMode.STANDARD, DeploymentMode.KNATIVE), Arbitraries.of(true, false), Arbitraries.of(CALLERS), Arbitraries.of(true, false), others)
                .as(World::new);
    }

    /** As Kubeflow's profile controller writes it. */
    private static JsonNode ofProfile() {
        return policy("team-a", "ns-owner-access-istio", Json.object("rules", Json.array(
                Json.object(
                        "from", from("principals", GATEWAY),
                        "when", Json.array(Json.object(
                                "key", "request.headers[kubeflow-userid]", "values", Json.array("alice@example.com")))),
                Json.object("when", Json.array(Json.object("key", "source.namespace", "values", Json.array("team-a")))),
                Json.object("to", Json.array(Json.object(
                        "operation", Json.object("paths", Json.array("/healthz", "/metrics", "/wait-for-drain"))))))));
    }

    private static Arbitrary<Optional<JsonNode>> policy(String namespace) {
        Arbitrary<ObjectNode> rule = Combinators.combine(
                        Arbitraries.of("principals", "notPrincipals", "requestPrincipals", "notRequestPrincipals", ""),
                        Arbitraries.of(GATEWAY, ACTIVATOR, "cluster.local/ns/team-a/sa/default", "*"),
                        Arbitraries.of("paths", "notPaths", "methods", ""),
                        Arbitraries.of("/v1/*", "/healthz", "/metrics", "POST"))
                .as((source, principal, field, value) -> Json.object(
                        "from", source.isEmpty() ? Json.none() : from(source, principal),
                        "to", field.isEmpty()
                                ? Json.none()
                                : Json.array(Json.object("operation", Json.object(field, Json.array(value))))));
        Arbitrary<JsonNode> selector = Arbitraries.of(
                Json.none(),
                Json.object("matchLabels", Json.object("component", "predictor")),
                Json.object("matchLabels", Json.object("notebook-name", "n")),
                Json.object("matchLabels", Json.object("app", "istio-ingressgateway")));
        return Combinators.combine(rule.list().ofMaxSize(2), selector, Arbitraries.of("ALLOW", "DENY"))
                .<JsonNode>as((rules, selected, action) -> policy(
                        namespace, "p", Json.object("action", action, "selector", selected, "rules", Json.list(rules))))
                .optional();
    }

    private static JsonNode policy(String namespace, String name, ObjectNode spec) {
        return Json.object(
                "apiVersion", "security.istio.io/v1",
                "kind", "AuthorizationPolicy",
                "metadata", Json.object("name", name, "namespace", namespace),
                "spec", spec);
    }

    private static JsonNode from(String field, String principal) {
        return Json.array(Json.object("source", Json.object(field, Json.array(principal))));
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        Arbitrary<List<Header>> headers = Arbitraries.of(
                        new Header("kubeflow-userid", "alice@example.com"),
                        new Header("kubeflow-userid", "bob@example.com"),
                        new Header("K-Network-Probe", "queue"),
                        new Header("Authorization", "Bearer sk-key"))
                .list()
                .ofMaxSize(2);
        Arbitrary<String> path = Arbitraries.of(
                "/v1/models/iris:predict", "/v1/models/iris", "/healthz", "/metrics", "/v2/repository/index", "/kfserving/team-a/iris");
        Arbitrary<Optional<String>> principal = Arbitraries.of(
                        GATEWAY, LOCAL_GATEWAY, ACTIVATOR, "cluster.local/ns/team-a/sa/default", "cluster.local/ns/team-b/sa/x")
                .optional();
        return Combinators.combine(Arbitraries.of("GET", "POST", "DELETE"), path, headers, principal, token().optional())
                .as((method, target, sent, peer, token) -> new Call(
                        new ArrivedRequest(
                                method, target, "iris", "http", 8080, sent, Optional.empty(), condition -> holds(condition, peer)),
                        peer,
                        token))
                .list()
                .ofSize(25);
    }

    private static Arbitrary<ObjectNode> token() {
        Arbitrary<String> subject = Arbitraries.of(
                "system:serviceaccount:team-b:any", "system:serviceaccount:team-c:scorer", "system:serviceaccount:team-c:scorer2",
                "system:serviceaccount:team-bb:any", "system:serviceaccount:team-a:default", "repo:org/x:ref:refs/heads/main",
                "repo:org/x:ref:refs/heads/main2");
        Arbitrary<String> issuer = Arbitraries.of(ISSUER, "https://dex/dex", PROVIDER.url(), BUILDS.url());
        Arbitrary<String> uid = Arbitraries.of("team-b", "team-c", "gone");
        return Combinators.combine(subject, Arbitraries.of(AUDIENCE, ISSUER, "models"), issuer, claims(), uid)
                .as((sub, aud, iss, more, of) -> Json.object(
                                "iss", iss, "sub", sub, "aud", aud,
                                "kubernetes.io", Json.object("serviceaccount", Json.object("uid", uidOf(sub, of))))
                        .setAll(more));
    }

    /** No token joins an account's name with the uid of an account in another namespace. */
    private static String uidOf(String subject, String uid) {
        return uid.equals("gone") || subject.contains(":" + uid + ":") ? uid : "gone";
    }

    /** What a provider says of persons and programs. */
    private static Arbitrary<ObjectNode> claims() {
        Arbitrary<Optional<String>> email = Arbitraries.of("alice@example.com", "bob@example.com").optional();
        Arbitrary<List<String>> groups = Arbitraries.of("science", "sciences", "bot").list().ofMaxSize(2);
        Arbitrary<Optional<String>> client = Arbitraries.of("bot", "robot").optional();
        return Combinators.combine(email, groups, client, Arbitraries.of("s").optional(0.3))
                .as((address, in, azp, session) -> Json.object(
                        "email", address.<Object>map(text -> text).orElse(Json.none()),
                        "groups", in,
                        "azp", azp.<Object>map(text -> text).orElse(Json.none()),
                        "sid", session.<Object>map(text -> text).orElse(Json.none())));
    }

    /** What the connection shows: the peer's identity, or none. */
    private static boolean holds(Condition.Opaque condition, Optional<String> peer) {
        return switch (condition.key()) {
            case "source.principal" -> peer.filter(name -> condition.values().stream()
                            .anyMatch(value -> value.equals("*") || value.equals(name)))
                    .isPresent();
            case "source.namespace" -> peer.filter(name -> condition.values().contains(name.split("/")[2])).isPresent();
            default -> throw new IllegalArgumentException("not made here: " + condition);
        };
    }
}

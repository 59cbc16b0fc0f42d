package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.token.FurtherIssuers;
import io.sallyport.core.companion.token.VerifiedIssuer;
import io.sallyport.core.companion.way.DirectAnswer;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The small fixed set in the gateway's namespace, in the order it has to be written: what locks before what opens. */
public final class GatewayCompanions {
    /** RequestAuthentication: whose tokens are good. */
    public static final String TOKENS = "sallyport-tokens";
    /** RequestAuthentication in the mesh's root namespace: whose tokens are good at the Pods of exposed models. */
    public static final String PODS = "sallyport-pods";
    /** DENY: nobody without a token under the prefix. */
    public static final String GUARD = "sallyport-guard";
    /** DENY: nobody without a token on the paths for signing in, where people do not sign in. */
    public static final String SEAL = "sallyport-seal";
    /** DENY: no token for another audience under the prefix. */
    public static final String AUDIENCE = "sallyport-audience";
    /** DENY: no token of this issuer anywhere else. */
    public static final String CONFINE = "sallyport-confine";
    /** DENY: no token of a further issuer anywhere else, nor one for others. */
    public static final String ISSUERS = "sallyport-issuers";

    /** Never stored. To write it is judged as an edit of the guard, which shows whether the guard is asked. */
    public static final String PROBE = "sallyport-probe";
    /** VirtualService: the answer below the prefix where no model is exposed. */
    public static final String CLOSED = "sallyport-closed";
    /** VirtualService: the same answer before routes that are to go and are still there. */
    public static final String HELD = "sallyport-held";

    /** What the gateway says where no model is exposed. */
    public static final String NOT_EXPOSED = "no model is exposed at this path";

    private final ExposureSettings settings;

    public GatewayCompanions(ExposureSettings settings) {
        this.settings = settings;
    }

    /**
     * @param issuer      whose tokens are good; empty while it is unknown, which leaves only the guard
     * @param jwks        its keys; empty while they are unknown, which leaves the RequestAuthentication out
     * @param foreignRule true if somebody else already taught the gateway this issuer: their rule is left alone, and
     *                    since they let its tokens in elsewhere before us, those are not confined
     * @param further     the others whose tokens open models
     * @param rootNamespace of the mesh
     */
    public List<JsonNode> desired(
            Optional<String> issuer, String jwks, boolean foreignRule, FurtherIssuers further, String rootNamespace) {
        List<JsonNode> objects = new ArrayList<>();
        if (settings.guard().create()) {
            objects.add(guard());
        }
        seal().ifPresent(objects::add);
        objects.add(closed());
        issuer.ifPresent(name -> {
            if (!settings.tokens().audiences().isEmpty()) {
                objects.add(audience(name));
            }
            if (settings.tokens().confine() && !foreignRule) {
                objects.add(confine(name));
            }
            issuers(further).ifPresent(objects::add);
            boolean keysKnown = settings.tokens().jwksUri().isPresent() || !jwks.isEmpty();
            if (keysKnown) {
                var apiServer = VerifiedIssuer.ofApiServer(name, jwks, settings);
                objects.add(new RequestAuthenticationCompanion(settings, with(Optional.of(apiServer), further.forPods(settings)))
                        .forExposedPods(rootNamespace));
                List<VerifiedIssuer> atGateway =
                        with(Optional.of(apiServer).filter(_ -> !foreignRule), further.forGateway(settings));
                if (!atGateway.isEmpty()) {
                    objects.add(new RequestAuthenticationCompanion(settings, atGateway).forGateway());
                }
            }
        });
        return objects;
    }

    /** It holds whatever happens to Kubeflow's require-jwt. */
    public JsonNode guard() {
        return deny(GUARD, Json.object(
                "from", from("notRequestPrincipals", "*"),
                "to", to("paths")));
    }

    /**
     * Kubeflow needs no token on the paths of its sign-in, on any host, and KServe's routes take every path of a model's own
     * host. Empty while nobody has said where people sign in.
     */
    public Optional<JsonNode> seal() {
        ExposureSettings.SignIn signIn = settings.gateway().signIn();
        if (signIn.hosts().isEmpty()) {
            return Optional.empty();
        }
        // A wildcard for the port would also let a:80:.b.example:80 through, which Envoy takes for *.b.example.
        ObjectNode operation = Json.object(
                "paths", Json.list(signIn.paths()), "notHosts", Json.list(signIn.authorities()));
        return Optional.of(deny(SEAL, Json.object(
                "from", from("notRequestPrincipals", "*"),
                "to", Json.array(Json.object("operation", operation)))));
    }

    /** A guard that has to be refused: it forgets what is below the prefix. */
    public JsonNode probe() {
        return deny(PROBE, Json.object(
                "from", from("notRequestPrincipals", "*"),
                "to", Json.array(Json.object("operation", Json.object("paths", Json.array(settings.prefix()))))));
    }

    /**
     * Without it, a call to a model that is not exposed would end at whatever takes every path, in Kubeflow the
     * dashboard, token and all. It is exported to everybody and models' routes only to the gateway, which puts theirs
     * first (Istio, push_context: routes exported to the proxy's namespace by name come before public ones).
     */
    private JsonNode closed() {
        ObjectNode body = Json.object("error", NOT_EXPOSED);
        return Json.object(
                "apiVersion", Names.NETWORKING_API,
                "kind", "VirtualService",
                "metadata", Ownership.metadata(settings.gateway().namespace(), CLOSED),
                "spec", Json.object(
                        "gateways", Json.array(settings.gateway().name()),
                        "hosts", Json.list(settings.gateway().hosts()),
                        "http", Json.array(DirectAnswer.to(
                                List.of(
                                        Json.object("uri", Json.object("exact", settings.prefix())),
                                        Json.object("uri", Json.object("prefix", settings.prefix() + "/"))),
                                404,
                                body))));
    }

    private JsonNode audience(String issuer) {
        return deny(AUDIENCE, Json.object(
                "from", from("requestPrincipals", issuer + "/*"),
                "to", to("paths"),
                "when", Json.array(Json.object(
                        "key", "request.auth.claims[aud]",
                        "notValues", settings.tokens().audiences()))));
    }

    /**
     * Otherwise a token minted for a model would open notebooks and pipelines; and where our routes answer for some hosts
     * only, what others have at a host of their own below our prefix.
     */
    private JsonNode confine(String issuer) {
        ArrayNode from = from("requestPrincipals", issuer + "/*");
        ObjectNode elsewhere = Json.object("from", from, "to", to("notPaths"));
        List<String> hosts = settings.gateway().authorities();
        if (hosts.isEmpty()) {
            return deny(CONFINE, elsewhere);
        }
        ArrayNode otherHosts = Json.array(Json.object("operation", Json.object("notHosts", Json.list(hosts))));
        return deny(CONFINE, elsewhere, Json.object("from", from, "to", otherHosts));
    }

    /** What keeps further issuers' tokens away from everything but models; it has to be there before their keys are. */
    private Optional<JsonNode> issuers(FurtherIssuers further) {
        List<ObjectNode> rules = further.rules(settings);
        return rules.isEmpty() ? Optional.empty() : Optional.of(deny(ISSUERS, rules.toArray(ObjectNode[]::new)));
    }

    private static List<VerifiedIssuer> with(Optional<VerifiedIssuer> first, List<VerifiedIssuer> others) {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    private JsonNode deny(String name, ObjectNode... rules) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "AuthorizationPolicy",
                "metadata", Ownership.metadata(settings.gateway().namespace(), name),
                "spec", Json.object(
                        "action", "DENY",
                        "selector", Json.object(
                                "matchLabels", RequestAuthenticationCompanion.sorted(settings.gateway().selector())),
                        "rules", Json.list(List.of(rules))));
    }

    private static ArrayNode from(String field, String principal) {
        return Json.array(Json.object("source", Json.object(field, Json.array(principal))));
    }

    private ArrayNode to(String field) {
        return Json.array(Json.object(
                "operation", Json.object(field, Json.array(settings.prefix(), settings.prefix() + "/*"))));
    }
}

package io.sallyport.core.model;

import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.model.limit.LimitSettings;
import io.sallyport.core.model.signin.SignInServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings that decide what is exposed and how; {@link #DEFAULTS} is what an empty settings file means.
 *
 * @param label         key of the label that asks for exposure
 * @param prefix        first part of every public path, such as {@code /kfserving}
 * @param url           base of the URLs shown to people; empty means the gateway's Service
 * @param clusterDomain DNS suffix of Services
 * @param trustDomain   of the mesh's identities
 */
public record ExposureSettings(
        String label,
        String prefix,
        Optional<String> url,
        String clusterDomain,
        String trustDomain,
        Gateway gateway,
        Policies policies,
        Tokens tokens,
        Callers callers,
        Guard guard,
        ExemptionScope exemption,
        Pods pods,
        Limits limits,
        Duration routeTimeout,
        KServe kserve,
        LimitSettings rates,
        Access access) {

    /**
     * The ingress gateway.
     *
     * @param name      Istio Gateway that routes bind to, {@code namespace/name}
     * @param namespace where its Pods run and its policies live
     * @param service   its Service; only used in URLs shown to people
     * @param selector  labels of its Pods
     * @param hosts     hosts that our routes answer for
     * @param signIn    where people sign in; there, and nowhere else, its paths need no token
     */
    public record Gateway(
            String name,
            String namespace,
            String service,
            Map<String, String> selector,
            List<String> hosts,
            SignIn signIn) {
        private static final String ANY = "*";

        /** How the hosts that our routes answer for arrive; empty if they answer for every host. */
        public List<String> authorities() {
            return hosts.contains(ANY) ? List.of() : Authorities.of(hosts);
        }
    }

    /**
     * Signing in at the gateway.
     *
     * @param hosts at which people do, some with their port; empty means that this is not known
     * @param paths that need no token for that, as Istio writes them
     */
    public record SignIn(List<String> hosts, List<String> paths) {
        /** How the hosts arrive. */
        public List<String> authorities() {
            return Authorities.of(hosts);
        }
    }

    /** Names of Kubeflow's policies in the gateway's namespace. */
    public record Policies(String requireJwt, String oauth2Proxy) {}

    /**
     * Whose tokens are good.
     *
     * @param issuer       empty means the API server's own
     * @param audiences    a token must name one of them; empty means not checked
     * @param jwksUri      where the gateway fetches keys; empty means we write them in
     * @param confine      tokens of this issuer are refused outside the prefix
     * @param forward      the model sees the caller's token
     * @param claimHeaders claim by header, for what is behind the gateway
     * @param issuers      further issuers whose tokens open models
     */
    public record Tokens(
            Optional<String> issuer,
            List<String> audiences,
            Optional<String> jwksUri,
            boolean confine,
            boolean forward,
            Map<String, String> claimHeaders,
            List<TokenIssuer> issuers) {}

    /**
     * Whom models may name as their callers.
     *
     * @param allow       what the owners of models may write, by namespace; empty means anything
     * @param people      name of the issuer whose addresses are those of Kubeflow's users; empty means that there is none
     * @param memberRoles ClusterRoles that make a user to whom one is bound in a namespace one of its people
     */
    public record Callers(List<Allowance> allow, Optional<String> people, List<String> memberRoles) {}

    /**
     * What owners may write besides the ServiceAccounts of their own namespace.
     *
     * @param namespaces in which; a {@code *} at the end matches any rest
     * @param callers    {@code *}, {@code accounts} of other namespaces, {@code members}, and names of issuers
     */
    public record Allowance(List<String> namespaces, List<String> callers) {
        /** ServiceAccounts that are named, of whatever namespace. */
        public static final String ACCOUNTS = "accounts";
        /** Every ServiceAccount. */
        public static final String ANYONE = "*";
        /** The people of the namespace. */
        public static final String MEMBERS = "members";

        /** True if models of this namespace are meant. */
        public boolean of(String namespace) {
            return namespaces.stream().anyMatch(each -> each.endsWith("*")
                    ? namespace.startsWith(each.substring(0, each.length() - 1))
                    : namespace.equals(each));
        }
    }

    /**
     * What the guard refuses.
     *
     * @param mode              whether it refuses at all
     * @param exposeInAudit     expose models though it refuses nothing
     * @param create            write a DENY policy of our own
     * @param scope             which requests have to stay denied
     * @param allowedExemptions paths that a protected policy may leave open, as Istio writes them
     * @param issuers           whose tokens the gateway may be told to verify: where their keys are, by issuer
     * @param extensions        {@code sha256:} of the spec of each EnvoyFilter and the like that may reach the gateway
     * @param signIn            who may serve what needs no token
     */
    public record Guard(
            GuardMode mode,
            boolean exposeInAudit,
            boolean create,
            GuardScope scope,
            List<String> allowedExemptions,
            Map<String, String> issuers,
            List<String> extensions,
            List<SignInServer> signIn) {

        /** True while no model is to be exposed, because nothing keeps others from opening it. */
        public boolean keepsModelsClosed() {
            return mode == GuardMode.AUDIT && !exposeInAudit;
        }
    }

    /** What becomes of a write that was judged, or could not be. */
    public enum GuardMode {
        /** It is allowed, and its writer is warned of what would be refused. */
        AUDIT,
        /** It is refused if there is something against it. */
        ENFORCE
    }

    /**
     * How people come by a token.
     *
     * @param callerAccount each namespace with an exposed model has a ServiceAccount that its people make tokens of
     * @param accounts      ServiceAccounts of the namespace that may make them, too
     * @param role          ClusterRole of the chart that lets them
     */
    public record Access(boolean callerAccount, List<String> accounts, String role) {}

    /** Which requests have to stay denied. */
    public enum GuardScope {
        /** Every path of the gateway. */
        GATEWAY,
        /** Only what is below the prefix. */
        MODELS
    }

    /** How the public paths are kept away from the sign-in page. */
    public enum ExemptionScope {
        PREFIX,
        MODEL,
        NONE
    }

    /**
     * What locks a model besides the gateway.
     *
     * @param lock              a Pod in the mesh refuses whatever comes through the gateway and is no call of a caller, even
     *                          where the policies of others let it in
     * @param requireMesh       no model is exposed whose Pods have no sidecar
     * @param networkPolicy     a NetworkPolicy says who reaches Pods that have no sidecar
     * @param networkPolicyFrom namespaces whose Pods still reach them, such as Prometheus's
     */
    public record Pods(boolean lock, boolean requireMesh, boolean networkPolicy, List<String> networkPolicyFrom) {}

    /**
     * How many routes the gateway may be given: it looks through them one after the other, for every request of everybody.
     *
     * @param perModel     routes that one model may ask for
     * @param perNamespace routes that all models of a namespace together may ask for
     */
    public record Limits(int perModel, int perNamespace) {
        public static final String PER_MODEL = "settings.exposure.routesPerModel";
        public static final String PER_NAMESPACE = "settings.exposure.routesPerNamespace";
    }

    /**
     * How KServe is installed.
     *
     * @param namespace        holds its ConfigMap {@code inferenceservice-config}
     * @param knativeGateway   host of the cluster-local gateway's Service
     * @param knativeNamespace where Knative's activator runs
     */
    public record KServe(String namespace, String knativeGateway, String knativeNamespace) {
        /** Where the Pods of the cluster-local gateway run; empty if its host is not that of a Service. */
        public String knativeGatewayNamespace() {
            String[] host = knativeGateway.split("\\.", 3);
            return host.length > 1 ? host[1] : "";
        }
    }

    public static final ExposureSettings DEFAULTS = new ExposureSettings(
            "expose-external",
            "/kfserving",
            Optional.empty(),
            "cluster.local",
            "cluster.local",
            new Gateway(
                    "kubeflow/kubeflow-gateway",
                    "istio-system",
                    "istio-ingressgateway",
                    Map.of("app", "istio-ingressgateway"),
                    List.of("*"),
                    new SignIn(List.of(), List.of("/dex/*", "/oauth2/*"))),
            new Policies("istio-ingressgateway-require-jwt", "istio-ingressgateway-oauth2-proxy"),
            new Tokens(
                    Optional.empty(),
                    List.of("istio-ingressgateway.istio-system.svc.cluster.local"),
                    Optional.empty(),
                    true,
                    false,
                    Map.of("kubeflow-userid", "sub", "kubeflow-groups", "groups"),
                    List.of()),
            new Callers(List.of(), Optional.empty(), List.of("kubeflow-admin", "kubeflow-edit")),
            new Guard(GuardMode.ENFORCE, false, true, GuardScope.GATEWAY, List.of("/dex/*", "/dex/**", "/oauth2/*"), Map.of(), List.of(),
                    SignInServer.ofKubeflow("istio-system")),
            ExemptionScope.PREFIX,
            new Pods(false, false, false, List.of()),
            new Limits(1000, 5000),
            Duration.ofSeconds(300),
            new KServe(
                    "kubeflow",
                    "knative-local-gateway.istio-system.svc.cluster.local",
                    "knative-serving"),
            LimitSettings.OFF,
            new Access(false, List.of(), "sallyport-model-caller"));

    /** The public path of a model, which is also the prefix of everything below it. */
    public String path(String namespace, String model) {
        return prefix + "/" + namespace + "/" + model;
    }

    /** The host of the URLs shown to people, where the settings say it. */
    public Optional<String> publicHost() {
        return url.map(text -> text.replaceFirst("^[a-z]+://", "").replaceFirst("[:/].*$", ""));
    }

    /** The URL shown to people. */
    public String urlOf(String namespace, String model) {
        String base = url.orElseGet(
                () -> "http://" + gateway.service() + "." + gateway.namespace() + ".svc." + clusterDomain);
        return base + path(namespace, model);
    }
}

package io.sallyport.config;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Settings that can be read and cannot work, or open something: what they would take belongs to others. Each rule gives the
 * field's path, what it is and what to write instead.
 */
final class SettingsRules {
    /** Who gives out labels of these domains, and of those below them, gives them a meaning of their own. */
    private static final List<String> DOMAINS_OF_OTHERS = List.of(
            "kubernetes.io", "k8s.io", "kserve.io", "knative.dev", "istio.io", "kubeflow.org", "sallyport.io", "helm.sh",
            "cert-manager.io");

    /** Where Kubeflow's own parts answer at the gateway (the VirtualServices of kubeflow/manifests). */
    private static final List<String> PATHS_OF_KUBEFLOW = List.of(
            "/dex", "/oauth2", "/pipeline", "/jupyter", "/notebook", "/volumes", "/tensorboard", "/tensorboards", "/katib",
            "/kfam", "/kserve-endpoints", "/model-registry", "/api", "/ml_metadata");

    /** As Istio's CustomResourceDefinition has them for outputClaimToHeaders. */
    private static final Pattern HEADER = Pattern.compile("[-_A-Za-z0-9]+");

    private static final Set<String> HEADERS_OF_OTHERS = Set.of(
            "authorization", "connection", "content-encoding", "content-length", "content-type", "cookie", "expect", "forwarded",
            "host", "keep-alive", "proxy-authorization", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via",
            "x-request-id");
    private static final List<String> HEADERS_OF_ENVOY = List.of("x-envoy-", "x-forwarded-", "x-b3-", "x-istio-");

    /** A pattern of Istio's for paths that takes whatever begins like it. */
    private static final Pattern ALL_BELOW = Pattern.compile("[^*{]*\\*{1,2}");

    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private SettingsRules() {}

    static List<Fault> faults(ExposureSettings settings) {
        List<Fault> faults = new ArrayList<>();
        label(settings.label(), faults);
        prefix(settings, faults);
        hosts(settings.gateway().hosts(), faults);
        selector(settings.gateway().selector(), faults);
        claimHeaders(settings.tokens().claimHeaders(), faults);
        issuers(settings.tokens(), faults);
        CallersSection.check(settings, faults);
        access(settings, faults);
        return faults;
    }

    private static void label(String label, List<Fault> faults) {
        int slash = label.indexOf('/');
        String domain = slash < 0 ? "" : label.substring(0, slash);
        DOMAINS_OF_OTHERS.stream()
                .filter(other -> domain.equals(other) || domain.endsWith("." + other))
                .forEach(other -> faults.add(new Fault(
                        "label",
                        "is \"" + label + "\", and " + other + " gives its labels a meaning of its own",
                        "write a label without a domain, such as expose-external, or one of a domain of yours")));
    }

    /** Nobody else's paths may be below it, and it may not be below paths that need no token. */
    private static void prefix(ExposureSettings settings, List<Fault> faults) {
        String prefix = settings.prefix();
        Stream<String> others = Stream.concat(
                PATHS_OF_KUBEFLOW.stream(), settings.gateway().signIn().paths().stream().map(SettingsRules::stem));
        others.filter(other -> holds(prefix, other) || holds(other, prefix))
                .map(other -> "is in the way of what answers at " + (other.isEmpty() ? "/" : other))
                .findFirst()
                .or(() -> settings.guard().allowedExemptions().stream()
                        .filter(exempt -> exemptsAllBelow(prefix, exempt))
                        .map(exempt -> "is below " + exempt + " of guard.allowedExemptions, so that no model would need a token")
                        .findFirst())
                .ifPresent(problem -> faults.add(new Fault(
                        "prefix", "is " + prefix + " and " + problem, "write a path that is nobody's, such as /kfserving")));
    }

    /** Some paths below the prefix may be exempt, which an admin can want; all may not. */
    private static boolean exemptsAllBelow(String prefix, String exempt) {
        return ALL_BELOW.matcher(exempt).matches() && (prefix + "/").startsWith(exempt.substring(0, exempt.indexOf('*')));
    }

    /** What a pattern of Istio's is sure to begin with, as a path without a slash at its end. */
    private static String stem(String pattern) {
        String text = pattern.replaceFirst("[*{].*", "");
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** True if the path is the folder, or lies in it; the empty folder holds all. */
    private static boolean holds(String folder, String path) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static void hosts(List<String> hosts, List<Fault> faults) {
        if (hosts.isEmpty()) {
            faults.add(new Fault("gateway.hosts", "is empty, so that no route would answer", "write \"*\" for every host"));
        }
    }

    private static void selector(Map<String, String> selector, List<Fault> faults) {
        selector.forEach((key, value) -> {
            if (!LABEL_VALUE.matcher(value).matches()) {
                faults.add(new Fault(
                        "gateway.selector[" + key + "]",
                        "is \"" + value + "\", which no Pod can have as the value of a label",
                        "write a label of the gateway's Pods, such as istio: ingressgateway"));
            }
        });
    }

    /** Tokens of the account are good for nothing but calls of models, which only an audience can say. */
    private static void access(ExposureSettings settings, List<Fault> faults) {
        if (settings.access().callerAccount() && settings.tokens().audiences().isEmpty()) {
            faults.add(new Fault(
                    "access.callerAccount",
                    "is true and tokens.audiences is empty, so that its tokens would be for the API server as well",
                    "name an audience, or set it to false"));
        }
    }

    private static void claimHeaders(Map<String, String> headers, List<Fault> faults) {
        Set<String> seen = new HashSet<>();
        headers.forEach((header, claim) -> {
            String path = "tokens.claimHeaders[" + header + "]";
            String name = header.toLowerCase(Locale.ROOT);
            if (!HEADER.matcher(header).matches()) {
                faults.add(new Fault(path, "is no name of a header", "write letters, digits, - and _, such as kubeflow-userid"));
            } else if (HEADERS_OF_OTHERS.contains(name) || HEADERS_OF_ENVOY.stream().anyMatch(name::startsWith)) {
                faults.add(new Fault(path, "means something to others already", "write a name of your own, such as x-user"));
            } else if (!seen.add(name)) {
                faults.add(new Fault(path, "differs from another only in its case, and headers have none", "keep one of them"));
            }
            if (claim.isBlank()) {
                faults.add(new Fault(path, "names no claim", "write the claim that it is to hold, such as sub"));
            }
        });
    }

    /** Callers are told apart by the issuer's name, and tokens by its URL. */
    private static void issuers(ExposureSettings.Tokens tokens, List<Fault> faults) {
        Set<String> names = new HashSet<>();
        Set<String> urls = new HashSet<>();
        for (int i = 0; i < tokens.issuers().size(); i++) {
            TokenIssuer issuer = tokens.issuers().get(i);
            if (!issuer.name().isEmpty() && !names.add(issuer.name())) {
                faults.add(new Fault("tokens.issuers[" + i + "].name", "is \"" + issuer.name() + "\", as another's is", "choose another"));
            }
            if (!issuer.url().isEmpty() && !urls.add(issuer.url())) {
                faults.add(new Fault(
                        "tokens.issuers[" + i + "].issuer", "is " + issuer.url() + ", as another's is", "name each issuer once"));
            }
            if (tokens.issuer().filter(issuer.url()::equals).isPresent()) {
                faults.add(new Fault(
                        "tokens.issuers[" + i + "].issuer",
                        "is tokens.issuer too, whose tokens are those of ServiceAccounts",
                        "leave it out here: ServiceAccounts are callers by namespace and name"));
            }
        }
    }
}

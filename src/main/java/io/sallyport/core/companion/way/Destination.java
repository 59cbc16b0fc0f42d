package io.sallyport.core.companion.way;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.kserve.Canaries;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.GraphRouter;
import io.sallyport.core.model.kserve.Model;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Where the gateway sends a call.
 *
 * @param host        of a Service
 * @param port        always stated: without it Istio takes the gateway's own port where the Service has several
 * @param virtualHost the Host header that the next gateway routes by; empty where there is none
 */
public record Destination(String host, int port, Optional<String> virtualHost) {
    private static final int HTTP = 80;

    /**
     * Of a model that KServe has given an address.
     *
     * @return empty if the address is not a Service of the model's own namespace; it is then not followed
     */
    public static Optional<Destination> of(Model service, ExposureSettings settings) {
        String domain = domain(service, settings);
        // A graph's status names the host for outside; inside it has its Service's. A promoted canary's Service was there before.
        boolean graph = service.component().server() instanceof GraphRouter;
        boolean known = graph || (service.mode() == DeploymentMode.STANDARD && service.component().canaries().promoted());
        URI address = parsed(known && service.address().isPresent() ? usualAddress(service, settings) : service.address().orElse(""));
        String host = Optional.ofNullable(address.getHost()).orElse("");
        String label = host.endsWith(domain) ? host.substring(0, host.length() - domain.length()) : "";
        if (!label.equals(service.name()) && !label.startsWith(service.name() + "-")) {
            return Optional.empty();
        }
        if (service.mode() == DeploymentMode.KNATIVE) {
            return Optional.of(new Destination(settings.kserve().knativeGateway(), HTTP, Optional.of(host)));
        }
        return Optional.of(new Destination(host, address.getPort() < 0 ? HTTP : address.getPort(), Optional.empty()));
    }

    /** Where the share of a canary goes instead. */
    public Destination toCanary(Model service, Canaries.Share share, ExposureSettings settings) {
        return new Destination(share.service() + domain(service, settings), port, virtualHost);
    }

    /**
     * Where calls of the model's explainer go instead. In Knative mode KServe's own route at the model's host tells them apart, where
     * there is one (reconcilers/ingress, createIngress).
     */
    public Destination toExplainer(Model service, Component explainer, ExposureSettings settings) {
        String own = explainer.service() + domain(service, settings);
        String shared = service.name() + domain(service, settings);
        return virtualHost
                .map(taken -> new Destination(host, port, Optional.of(taken.equals(shared) ? shared : own)))
                .orElseGet(() -> new Destination(own, HTTP, Optional.empty()));
    }

    /** The address that KServe is going to publish for a model, for files that have no status yet. */
    public static String usualAddress(Model service, ExposureSettings settings) {
        String label = switch (service.mode()) {
            case STANDARD -> service.component().service();
            case KNATIVE, MODEL_MESH -> service.name();
        };
        return "http://" + label + domain(service, settings);
    }

    /** The address that a route of ours leads to; empty if none does. */
    public static Optional<String> addressBehind(List<JsonNode> companions) {
        return companions.stream()
                .map(companion -> companion.at("/spec/http/0/route/0"))
                .filter(JsonNode::isObject)
                .findFirst()
                .map(Destination::address);
    }

    private static String address(JsonNode route) {
        JsonNode virtualHost = route.at("/headers/request/set/Host");
        return "http://" + (virtualHost.isTextual()
                ? virtualHost.asText()
                : route.at("/destination/host").asText() + ":" + route.at("/destination/port/number").asInt());
    }

    private static String domain(Model service, ExposureSettings settings) {
        return "." + service.namespace() + ".svc." + settings.clusterDomain();
    }

    private static URI parsed(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            return URI.create("");
        }
    }
}

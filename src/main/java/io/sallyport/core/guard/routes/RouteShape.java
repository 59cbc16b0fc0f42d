package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RouteSource;
import java.util.List;
import java.util.stream.Stream;

/** Whether an object that brings routes has the types that we read. */
final class RouteShape {
    private static final List<GroupKind> GATEWAYS = List.of(GroupKind.GATEWAY, GatewayServers.KUBERNETES_GATEWAY);

    private final Shape shape = new Shape();

    private RouteShape() {}

    static List<Fault> faults(JsonNode object) {
        var reader = new RouteShape();
        reader.shape.metadata(object);
        reader.shape.mappings("metadata.ownerReferences", object.at("/metadata/ownerReferences"));
        reader.shape.mapping("spec", object.path("spec"));
        GroupKind kind = GroupKind.of(object);
        if (kind.equals(GroupKind.VIRTUAL_SERVICE)) {
            reader.virtualService(object.path("spec"));
        } else if (kind.equals(RouteSource.INGRESS)) {
            reader.ingress(object.path("spec"));
        } else if (GATEWAYS.contains(kind) || GatewayServers.LISTENER_SETS.contains(kind)) {
            reader.gateway(object.path("spec"));
        } else {
            reader.gatewayApi(object.path("spec"));
        }
        return reader.shape.faults();
    }

    private void virtualService(JsonNode spec) {
        shape.texts("spec.hosts", spec.path("hosts"))
                .texts("spec.gateways", spec.path("gateways"))
                .texts("spec.exportTo", spec.path("exportTo"))
                .each("spec.http", spec.path("http"), this::http)
                .each("spec.tcp", spec.path("tcp"), this::raw)
                .each("spec.tls", spec.path("tls"), this::raw);
    }

    private void http(String path, JsonNode entry) {
        mappings(path, entry, "redirect", "directResponse", "delegate", "rewrite", "mirror", "headers");
        texts(path + ".delegate", entry.path("delegate"), "name", "namespace");
        shape.each(path + ".match", entry.path("match"), this::match)
                .each(path + ".route", entry.path("route"), (at, route) -> destination(at, route.path("destination")))
                .each(path + ".mirrors", entry.path("mirrors"), (at, mirror) -> destination(at, mirror.path("destination")));
        destination(path + ".mirror", entry.path("mirror"));
    }

    /** Of connections. */
    private void raw(String path, JsonNode entry) {
        shape.each(path + ".match", entry.path("match"), (at, match) -> shape.texts(at + ".sniHosts", match.path("sniHosts"))
                        .texts(at + ".gateways", match.path("gateways")))
                .each(path + ".route", entry.path("route"), (at, route) -> destination(at, route.path("destination")));
    }

    private void match(String path, JsonNode match) {
        for (String field : List.of("uri", "method", "authority", "scheme")) {
            if (!match.path(field).isMissingNode()) {
                comparison(path + "." + field, match.path(field));
            }
        }
        for (String field : List.of("headers", "withoutHeaders", "queryParams")) {
            if (match.path(field).isMissingNode()) {
                continue;
            }
            shape.mapping(path + "." + field, match.path(field));
            match.path(field).properties()
                    .forEach(entry -> comparison(path + "." + field + "[" + entry.getKey() + "]", entry.getValue()));
        }
        shape.texts(path + ".gateways", match.path("gateways"));
        shape.textMap(path + ".sourceLabels", match.path("sourceLabels"));
        shape.text(path + ".sourceNamespace", match.path("sourceNamespace"));
    }

    private void comparison(String path, JsonNode comparison) {
        shape.mapping(path, comparison);
        texts(path, comparison, "exact", "prefix", "regex");
    }

    private void destination(String path, JsonNode destination) {
        shape.mapping(path + ".destination", destination).text(path + ".destination.host", destination.path("host"));
    }

    private void ingress(JsonNode spec) {
        shape.text("spec.ingressClassName", spec.path("ingressClassName"));
        shape.each("spec.rules", spec.path("rules"), (path, rule) -> {
            texts(path, rule, "host");
            shape.mapping(path + ".http", rule.path("http")).each(path + ".http.paths", rule.at("/http/paths"), (at, entry) -> {
                texts(at, entry, "path", "pathType");
                shape.mapping(at + ".backend", entry.path("backend"));
            });
        });
    }

    private void gatewayApi(JsonNode spec) {
        shape.texts("spec.hostnames", spec.path("hostnames"))
                .each("spec.parentRefs", spec.path("parentRefs"), (path, parent) -> texts(path, parent, "kind", "name", "namespace"))
                .each("spec.rules", spec.path("rules"), (path, rule) -> {
            shape.mappings(path + ".filters", rule.path("filters")).mappings(path + ".backendRefs", rule.path("backendRefs"));
            shape.each(path + ".matches", rule.path("matches"), (at, match) -> {
                mappings(at, match, "path");
                texts(at + ".path", match.path("path"), "type", "value");
                shape.mappings(at + ".headers", match.path("headers")).mappings(at + ".queryParams", match.path("queryParams"));
            });
        });
    }

    private void gateway(JsonNode spec) {
        shape.textMap("spec.selector", spec.path("selector"))
                .each("spec.addresses", spec.path("addresses"), (path, address) -> texts(path, address, "type", "value"))
                .mapping("spec.parentRef", spec.path("parentRef"));
        texts("spec.parentRef", spec.path("parentRef"), "name", "namespace");
        shape.each("spec.servers", spec.path("servers"), (path, server) -> {
            mappings(path, server, "port", "tls");
            texts(path, server, "bind");
            texts(path + ".tls", server.path("tls"), "mode");
            texts(path + ".port", server.path("port"), "protocol");
            shape.texts(path + ".hosts", server.path("hosts"))
                    .texts(path + ".tls.verifyCertificateHash", server.at("/tls/verifyCertificateHash"))
                    .texts(path + ".tls.verifyCertificateSpki", server.at("/tls/verifyCertificateSpki"));
        });
        shape.each("spec.listeners", spec.path("listeners"), (path, listener) -> {
            mappings(path, listener, "tls");
            texts(path, listener, "protocol", "hostname");
            texts(path + ".tls", listener.path("tls"), "mode");
            shape.textMap(path + ".tls.options", listener.at("/tls/options"));
        });
    }

    private void mappings(String path, JsonNode object, String... fields) {
        present(object, fields).forEach(field -> shape.mapping(path + "." + field, object.path(field)));
    }

    private void texts(String path, JsonNode object, String... fields) {
        present(object, fields).forEach(field -> shape.text(path + "." + field, object.path(field)));
    }

    /** What is not there has no fault, and in thousands of routes it is not worth a path of its own. */
    private static Stream<String> present(JsonNode object, String... fields) {
        return Stream.of(fields).filter(field -> !object.path(field).isMissingNode());
    }
}

package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Values of a Gateway's servers that Istio takes, and that take a listener from all other servers or have Envoy refuse one.
 * While Envoy refuses a listener no later policy arrives there, and a new Pod of the gateway does not become ready.
 */
final class ServerValues {
    /** As Envoy reads them (source/common/tls/cert_validator/default_validator.cc): SHA-256, with colons or without. */
    private static final Pattern HASH = Pattern.compile("(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}");
    private static final Pattern SPKI = Pattern.compile("[0-9A-Za-z+/]{43}=");

    private ServerValues() {}

    /**
     * @param before servers that were there already, on the same Pods
     * @param spec   of the Gateway as it will be
     */
    static List<Fault> faults(List<JsonNode> before, JsonNode spec, ExposureSettings settings) {
        List<JsonNode> servers = Json.elements(spec.path("servers"));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            JsonNode server = servers.get(i);
            String path = "spec.servers[" + i + "]";
            if (!before.contains(server)) {
                spelling(path + ".hosts", Json.texts(server.path("hosts")), faults);
                address(path, server, before, spec, settings, faults);
                digests(path + ".tls.verifyCertificateHash", server.at("/tls/verifyCertificateHash"), HASH, "64 hexadecimal digits", faults);
                digests(path + ".tls.verifyCertificateSpki", server.at("/tls/verifyCertificateSpki"), SPKI, "44 characters of base64", faults);
            }
        }
        return faults;
    }

    /**
     * The kernel gives a connection to the listener with the more specific address, so one at the address of a Pod takes all;
     * one at 0.0.0.0 is for Envoy the same as the one without an address, and for istiod another
     * (pilot/pkg/networking/core/gateway.go, buildGatewayListeners).
     */
    private static void address(
            String path, JsonNode server, List<JsonNode> before, JsonNode spec, ExposureSettings settings, List<Fault> faults) {
        String bind = server.path("bind").asText("");
        boolean known = before.stream().anyMatch(other -> other.path("bind").asText("").equals(bind)
                && other.at("/port/number").asInt() == server.at("/port/number").asInt());
        String hash = ContentHash.of(spec);
        if (!bind.isEmpty() && !known && !settings.guard().extensions().contains(hash)) {
            faults.add(new Fault(
                    path + ".bind",
                    "\"" + bind + "\" makes a listener of its own on the gateway's Pods, which takes the connections of all other "
                            + "servers with callers' tokens, or which Envoy refuses",
                    "leave it out, or approve this very spec: put " + hash
                            + " into Sallyport's chart value settings.guard.extensions"));
        }
    }

    /** Envoy reads hosts of routes without regard to case, and Istio tells two spellings of one apart: Envoy gets the name twice. */
    private static void spelling(String path, List<String> hosts, List<Fault> faults) {
        for (int i = 0; i < hosts.size(); i++) {
            if (!hosts.get(i).equals(hosts.get(i).toLowerCase(Locale.ROOT))) {
                faults.add(new Fault(
                        path + "[" + i + "]",
                        "\"" + hosts.get(i) + "\" has capital letters, and may be a name that Envoy has already in another spelling, "
                                + "for which it would refuse every route of the gateway, or the listener",
                        "write it in lower case"));
            }
        }
    }

    private static void digests(String path, JsonNode list, Pattern taken, String wanted, List<Fault> faults) {
        List<JsonNode> values = Json.elements(list);
        for (int i = 0; i < values.size(); i++) {
            if (!taken.matcher(values.get(i).asText()).matches()) {
                faults.add(new Fault(
                        path + "[" + i + "]",
                        "is no SHA-256, for which Envoy refuses the listener, and with it every later policy",
                        "write " + wanted));
            }
        }
    }
}

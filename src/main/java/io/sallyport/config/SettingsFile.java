package io.sallyport.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sallyport.config.Settings.Controller;
import io.sallyport.config.Settings.Lease;
import io.sallyport.config.Settings.Log;
import io.sallyport.config.Settings.LogFormat;
import io.sallyport.config.Settings.LogLevel;
import io.sallyport.config.Settings.Metrics;
import io.sallyport.config.Settings.Tls;
import io.sallyport.config.Settings.TlsMode;
import io.sallyport.config.Settings.Webhook;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.signin.SignInServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The settings file: YAML in, settings or every fault at once out. */
public final class SettingsFile {

    /** What became of a file. */
    public sealed interface Reading {
        record Read(Settings settings) implements Reading {}

        record Unreadable(List<Fault> faults) implements Reading {}
    }

    private static final List<String> ARMED =
            List.of("guard.sallyport.io", "policies.sallyport.io", "extensions.sallyport.io");
    private static final Pattern ANY = Pattern.compile("(?s).+");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern GATEWAY = Pattern.compile(NAME.pattern() + "/" + NAME.pattern());
    private static final Pattern LABEL = Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("(/[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");
    private static final Pattern URL = Pattern.compile("https?://[^/?#\\s]+");
    private static final Pattern URI = Pattern.compile("https?://[^/?#\\s]\\S*");
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[1-9][0-9]{0,4})?");
    private static final Pattern ROUTED_HOST = Pattern.compile(
            "\\*|(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern PATH = Pattern.compile("/\\S+");
    private static final Pattern LABEL_OF_DNS = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SERVICE =
            Pattern.compile("(" + LABEL_OF_DNS.pattern() + "/)?[a-z0-9]([-a-z0-9]*[a-z0-9*])?");
    private static final Pattern SERVED_PATH = Pattern.compile("/[^\\s*?#]+\\*?");
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern CERTIFICATES = Pattern.compile("(?s)\\s*-----BEGIN CERTIFICATE-----.+-----END CERTIFICATE-----\\s*");
    private static final Pattern VERSION = Pattern.compile("TLSv1\\.[23]");
    private static final String A_NAME = "write a Kubernetes name: lower case letters, digits, \"-\" and \".\"";

    private SettingsFile() {}

    /** @param yaml the file's text; an empty one means all defaults */
    public static Reading parse(String yaml) {
        JsonNode tree;
        try {
            tree = new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            return new Reading.Unreadable(List.of(
                    new Fault("settings", "is not YAML (" + e.getOriginalMessage() + ")", "mend the file's syntax")));
        }
        List<Fault> faults = new ArrayList<>();
        Section root = new Section("", tree, faults);
        Webhook webhook = webhook(root);
        Settings settings =
                new Settings(exposure(root), controller(root), webhook, tls(root), metrics(root, webhook), log(root));
        root.rejectUnknown();
        faults.addAll(SettingsRules.faults(settings.exposure()));
        return faults.isEmpty() ? new Reading.Read(settings) : new Reading.Unreadable(faults);
    }

    private static ExposureSettings exposure(Section root) {
        ExposureSettings defaults = ExposureSettings.DEFAULTS;
        return new ExposureSettings(
                root.text("label", defaults.label(), LABEL, "write the key of a label"),
                root.text("prefix", defaults.prefix(), PREFIX, "write a path such as /kfserving, without a slash at its end"),
                root.optionalText("url", URL, "write a base such as https://kubeflow.example.com, without a path"),
                root.text("clusterDomain", defaults.clusterDomain(), NAME, A_NAME),
                root.text("trustDomain", defaults.trustDomain(), NAME, A_NAME),
                gateway(root.section("gateway"), defaults.gateway()),
                policies(root.section("policies"), defaults.policies()),
                tokens(root.section("tokens"), defaults.tokens()),
                CallersSection.read(root, defaults.callers()),
                guard(root.section("guard"), defaults.guard()),
                root.section("exemption").choice("scope", defaults.exemption()),
                pods(root, defaults.pods()),
                limits(root.section("exposure"), defaults.limits()),
                root.section("route").duration("timeout", defaults.routeTimeout()),
                kserve(root.section("kserve"), defaults.kserve()),
                LimitsSection.read(root.section("limits"), defaults.rates()),
                access(root.section("access"), defaults.access()));
    }

    private static ExposureSettings.Gateway gateway(Section gateway, ExposureSettings.Gateway defaults) {
        return new ExposureSettings.Gateway(
                gateway.text("name", defaults.name(), GATEWAY, "write namespace/name of an Istio Gateway"),
                gateway.text("namespace", defaults.namespace(), NAME, A_NAME),
                gateway.text("service", defaults.service(), NAME, A_NAME),
                gateway.textMap("selector", defaults.selector()),
                gateway.texts("hosts", defaults.hosts(), ROUTED_HOST, "write \"*\", a host such as kubeflow.example.com, or *.example.com"
                        + " for all below it, in small letters, without a scheme or a port"),
                signIn(gateway, defaults.signIn()));
    }

    private static ExposureSettings.SignIn signIn(Section gateway, ExposureSettings.SignIn defaults) {
        var read = new ExposureSettings.SignIn(
                gateway.texts("signInHosts", defaults.hosts(), HOST, "write a host, with its port if that is not 80 or 443"),
                gateway.texts("signInPaths", defaults.paths(), PATH, "write a path such as /dex/*"));
        if (read.paths().isEmpty()) {
            gateway.fault("signInPaths", "is empty", "name the paths that need no token, or leave it out");
        }
        return read;
    }

    private static ExposureSettings.Policies policies(Section policies, ExposureSettings.Policies defaults) {
        return new ExposureSettings.Policies(
                policies.text("requireJwt", defaults.requireJwt(), NAME, A_NAME),
                policies.text("oauth2Proxy", defaults.oauth2Proxy(), NAME, A_NAME));
    }

    private static ExposureSettings.Tokens tokens(Section tokens, ExposureSettings.Tokens defaults) {
        return new ExposureSettings.Tokens(
                tokens.optionalText("issuer", URI, "write the issuer's URL, as tokens have it in iss"),
                tokens.texts("audiences", defaults.audiences()),
                tokens.optionalText("jwksUri", URI, "write a URL"),
                tokens.flag("confine", defaults.confine()),
                tokens.flag("forward", defaults.forward()),
                tokens.textMap("claimHeaders", defaults.claimHeaders()),
                tokens.list("issuers", defaults.issuers(), TokenIssuerSection::read));
    }

    private static ExposureSettings.Guard guard(Section guard, ExposureSettings.Guard defaults) {
        return new ExposureSettings.Guard(
                guard.choice("mode", defaults.mode()),
                guard.flag("exposeInAudit", defaults.exposeInAudit()),
                guard.flag("create", defaults.create()),
                guard.choice("scope", defaults.scope()),
                guard.texts("allowedExemptions", defaults.allowedExemptions()),
                guard.textMap("issuers", defaults.issuers()),
                guard.texts("extensions", defaults.extensions(), HASH, "write sha256: and 64 hexadecimal digits"),
                guard.list("signIn", defaults.signIn(), SettingsFile::signInServer));
    }

    private static SignInServer signInServer(Section entry) {
        return new SignInServer(
                entry.someTexts("namespaces", LABEL_OF_DNS, "write the name of a Namespace"),
                entry.someTexts("services", SERVICE, "write name, or namespace/name, of a Service, with * at its end for any rest"),
                entry.texts("paths", List.of(), SERVED_PATH, "write a path below /, with * at its end for all that begin like that"));
    }

    private static ExposureSettings.Pods pods(Section root, ExposureSettings.Pods defaults) {
        return new ExposureSettings.Pods(
                root.section("pod").flag("lock", defaults.lock()),
                root.section("exposure").flag("requireMesh", defaults.requireMesh()),
                root.section("pod").flag("networkPolicy", defaults.networkPolicy()),
                root.section("pod").texts(
                        "networkPolicyFrom", defaults.networkPolicyFrom(), LABEL_OF_DNS, "write the name of a Namespace"));
    }

    private static ExposureSettings.Access access(Section access, ExposureSettings.Access defaults) {
        return new ExposureSettings.Access(
                access.flag("callerAccount", defaults.callerAccount()),
                access.texts("accounts", defaults.accounts(), NAME, A_NAME),
                access.text("role", defaults.role(), NAME, A_NAME));
    }

    private static ExposureSettings.Limits limits(Section exposure, ExposureSettings.Limits defaults) {
        var read = new ExposureSettings.Limits(
                exposure.number("routesPerModel", defaults.perModel(), 10, 10_000),
                exposure.number("routesPerNamespace", defaults.perNamespace(), 10, 1_000_000));
        if (read.perNamespace() < read.perModel()) {
            exposure.fault("routesPerNamespace", "is less than routesPerModel", "choose a larger one");
        }
        return read;
    }

    private static ExposureSettings.KServe kserve(Section kserve, ExposureSettings.KServe defaults) {
        return new ExposureSettings.KServe(
                kserve.text("namespace", defaults.namespace(), NAME, A_NAME),
                kserve.text("knativeGateway", defaults.knativeGateway(), NAME, "write the host of a Service"),
                kserve.text("knativeNamespace", defaults.knativeNamespace(), NAME, A_NAME));
    }

    private static Controller controller(Section root) {
        Section section = root.section("controller");
        Section lease = section.section("lease");
        Lease read = new Lease(
                lease.text("name", Names.SALLYPORT, NAME, A_NAME),
                lease.duration("duration", Duration.ofSeconds(8)),
                lease.duration("renewDeadline", Duration.ofSeconds(5)),
                lease.duration("retryPeriod", Duration.ofSeconds(1)));
        if (read.renewDeadline().compareTo(read.duration()) >= 0) {
            lease.fault("renewDeadline", "is not shorter than duration", "choose a shorter one, so that two never lead");
        }
        if (read.retryPeriod().compareTo(read.renewDeadline()) >= 0) {
            lease.fault("retryPeriod", "is not shorter than renewDeadline", "choose a shorter one");
        }
        return new Controller(
                section.duration("resync", Duration.ofMinutes(5)),
                section.duration("watchSilence", Duration.ofSeconds(90)),
                root.section("tokens").duration("jwksRefresh", Duration.ofMinutes(1)),
                section.number("workers", 16, 1, 64),
                read);
    }

    private static Webhook webhook(Section root) {
        Section webhook = root.section("webhook");
        Webhook read = new Webhook(
                webhook.number("port", 8443, 1, 65535),
                webhook.number("maxBodyBytes", 3 * 1024 * 1024, 64 * 1024, 8 * 1024 * 1024),
                webhook.text("service", Names.SALLYPORT, NAME, A_NAME),
                webhook.text("configuration", Names.SALLYPORT, NAME, A_NAME),
                webhook.texts("armed", ARMED),
                webhook.optionalText("clientCA", CERTIFICATES, "write CA certificates in PEM"),
                webhook.texts("clientNames", List.of()));
        if (read.clientCA().isPresent() && read.clientNames().isEmpty()) {
            webhook.fault("clientNames", "is empty, and clientCA may have signed others than API servers",
                    "name the API servers' client certificates");
        }
        if (read.clientCA().isEmpty() && !read.clientNames().isEmpty()) {
            webhook.fault("clientCA", "is empty, so clientNames would not be looked at", "give the CA that signed them");
        }
        return read;
    }

    private static Metrics metrics(Section root, Webhook webhook) {
        Section metrics = root.section("metrics");
        Metrics read = new Metrics(metrics.flag("enabled", true), metrics.number("port", 9090, 1, 65535));
        if (read.enabled() && read.port() == webhook.port()) {
            metrics.fault("port", "is webhook.port too", "choose another");
        }
        return read;
    }

    private static Log log(Section root) {
        Section log = root.section("log");
        return new Log(log.choice("format", LogFormat.PLAIN), log.choice("level", LogLevel.INFO));
    }

    private static Tls tls(Section root) {
        Section tls = root.section("tls");
        Tls read = new Tls(
                tls.choice("mode", TlsMode.GENERATED),
                tls.text("secret", "sallyport-tls", NAME, A_NAME),
                Path.of(tls.text("directory", "/etc/sallyport/tls", ANY, "write a folder")),
                tls.text("minVersion", "TLSv1.3", VERSION, "write TLSv1.3 or TLSv1.2"),
                tls.duration("caLifetime", Duration.ofDays(365)),
                tls.duration("certificateLifetime", Duration.ofDays(90)));
        if (read.certificateLifetime().compareTo(read.caLifetime()) > 0) {
            tls.fault("certificateLifetime", "is longer than caLifetime", "choose a shorter one");
        }
        return read;
    }
}

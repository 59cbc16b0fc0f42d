package io.sallyport.core.companion.exposure;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.caller.CallerRules;
import io.sallyport.core.model.caller.Callers;
import io.sallyport.core.model.caller.CallersText;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.serving.Serving;
import io.sallyport.core.serving.ServingReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one InferenceService's wishes, collecting every fault on the way. */
final class ExposureReader {
    /** Of a Service's name, which KServe makes by appending the component to ours (RFC 1123). */
    private static final int LONGEST_SERVICE_NAME = 63;

    /** KServe's own rule (v1beta1.IsvcNameFmt). */
    private static final Pattern KSERVE_NAME = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    private final Model service;
    private final ExposureSettings settings;
    private final List<Fault> faults = new ArrayList<>();

    ExposureReader(Model service, ExposureSettings settings) {
        this.service = service;
        this.settings = settings;
    }

    Exposure read(Instant now) {
        // First, so that nothing that is wrong with it can keep it from going.
        if (service.terminating()) {
            return new Exposure.Closed("the model is being deleted");
        }
        String label = service.labels().get(settings.label());
        if (label == null) {
            return new Exposure.Closed("the label " + settings.label() + " is not there");
        }
        if (label.equals("false")) {
            return new Exposure.Closed("the label " + settings.label() + " is \"false\"");
        }
        if (!label.equals("true")) {
            faults.add(new Fault(
                    "metadata.labels[" + settings.label() + "]",
                    "is \"" + label + "\"",
                    "set it to \"true\" to expose the model, to \"false\" or away to close it"));
        }
        service.components().forEach(component -> checkPods(component, label));
        checkMode();
        checkName();
        Optional<Serving> serving = ServingReader.read(service, faults);
        Callers callers = callers();
        Optional<Instant> until = until();
        Limits limits = new LimitsReader(settings.rates(), service.namespace(), service::annotation, faults).read();
        if (!faults.isEmpty()) {
            return new Exposure.Refused(faults);
        }
        if (service.stopped()) {
            return new Exposure.Closed("the model is stopped by serving.kserve.io/stop");
        }
        if (until.isPresent() && !until.get().isAfter(now)) {
            return new Exposure.Closed(Names.UNTIL + " passed at " + until.get());
        }
        var asked = new Exposure.Asked(service, serving.orElseThrow(), callers, until, limits);
        return RouteCount.of(asked, settings)
                .fault(settings)
                .<Exposure>map(fault -> new Exposure.Refused(List.of(fault)))
                .orElse(asked);
    }

    /** The Pods' sidecars know by this label that they have to verify tokens. */
    private void checkPods(Component component, String label) {
        String ofPods = component.pods().labels().getOrDefault(settings.label(), label);
        if (!ofPods.equals(label)) {
            faults.add(new Fault(
                    component.field() + ".labels[" + settings.label() + "]",
                    "is \"" + ofPods + "\", so that the model's Pods do not carry the label that the model carries",
                    "leave it out"));
        }
    }

    private void checkMode() {
        if (service.mode() == DeploymentMode.MODEL_MESH) {
            faults.add(new Fault(
                    "metadata.annotations[serving.kserve.io/deploymentMode]",
                    "is \"ModelMesh\", whose models share one server and cannot be exposed one by one",
                    "deploy the model in Standard or Knative mode"));
        }
    }

    private void checkName() {
        if (!KSERVE_NAME.matcher(service.name()).matches()) {
            faults.add(new Fault(
                    "metadata.name",
                    "is \"" + service.name() + "\", which KServe refuses",
                    "use small letters, digits and \"-\", with a letter first and no \"-\" last"));
        }
        String host = service.components().stream().map(Component::service).max(Comparator.comparing(String::length)).orElseThrow();
        int longest = LONGEST_SERVICE_NAME - host.length() + service.name().length();
        if (host.length() > LONGEST_SERVICE_NAME) {
            faults.add(new Fault(
                    "metadata.name",
                    "has " + service.name().length() + " characters, too many for the Service " + host,
                    "choose a name of at most " + longest));
        }
    }

    private Callers callers() {
        Callers own = Callers.ofNamespace(service.namespace());
        Optional<String> annotation = service.annotation(Names.CALLERS);
        if (annotation.isEmpty()) {
            return own;
        }
        return switch (CallersText.parse(annotation.get(), CallerRules.of(service.namespace(), settings))) {
            case CallersText.Reading.Read(Callers callers) -> callers;
            case CallersText.Reading.Unreadable(List<Fault> found) -> {
                faults.addAll(found);
                yield own;
            }
        };
    }

    private Optional<Instant> until() {
        Optional<String> annotation = service.annotation(Names.UNTIL);
        if (annotation.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UntilText.read(annotation.get()));
        } catch (DateTimeException e) {
            faults.add(new Fault(
                    "metadata.annotations[" + Names.UNTIL + "]",
                    "is \"" + annotation.get() + "\"" + UntilText.wrong(annotation.get()),
                    "write a time with its zone, such as 2027-01-31T18:00:00Z"));
            return Optional.empty();
        }
    }
}

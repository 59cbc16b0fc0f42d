package io.sallyport.core.admission;

import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.UnexposedKind;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.kserve.Model;
import java.util.List;

/** Judges writes of every kind of KServe's that people label to have it exposed: those that can be, and those that cannot. */
public final class ModelAdmission {
    private final ExposureSettings settings;
    private final ModelMutator models;
    private final MisspeltKeys misspelt;

    public ModelAdmission(ExposureSettings settings) {
        this.settings = settings;
        this.models = new ModelMutator(settings);
        this.misspelt = new MisspeltKeys(settings);
    }

    /** The answer to a CREATE or UPDATE of such an object; other operations, and objects of other kinds, are allowed. */
    public AdmissionDecision decide(AdmissionRequest request, ClusterSnapshot cluster) {
        return UnexposedKind.of(request.target())
                .map(kind -> refused(kind, request))
                .orElseGet(() -> Model.KINDS.contains(GroupKind.of(request.target()))
                        ? models.decide(request, cluster)
                        : AdmissionDecision.allowed());
    }

    /** A label that was there before us, or while we were down, does not stop an update: KServe itself has to be able to go on. */
    private AdmissionDecision refused(UnexposedKind kind, AdmissionRequest request) {
        Exposure wanted = kind.exposure(request.object(), settings);
        AdmissionDecision decision = !(wanted instanceof Exposure.Refused(List<Fault> faults))
                ? AdmissionDecision.allowed()
                : wanted.equals(kind.exposure(request.oldObject(), settings))
                        ? new AdmissionDecision.Allowed(faults.stream().map(fault -> "not exposed: " + fault).toList())
                        : new AdmissionDecision.Denied(faults);
        return decision.warning(misspelt.warnings(request.object(), request.oldObject()));
    }
}

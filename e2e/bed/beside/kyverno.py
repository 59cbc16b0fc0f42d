"""Kyverno in a running cluster: its own manifests, out of its own module, with what this comparison needs of it.

Left out are the controllers for reports and for cleaning up, and reports of single admissions, which those would take up; the
container that removes leftovers of earlier versions; and the limits of memory, so that no controller is ended for what it needs.
"""
import yaml

from bed import images, parts, programs, progress
from bed.beside import policies
from bed.kubectl import Kubectl

NAMESPACE = "kyverno"
ADMISSION, BACKGROUND = "kyverno-admission-controller", "kyverno-background-controller"
PROGRAMS = {ADMISSION: "kyverno", BACKGROUND: "kyverno-background"}
LEFT_OUT = ("cleanup-controller", "reports-controller")
NO_REPORTS = {"--admissionReports=true": "--admissionReports=false"}


def install(cluster, route):
    """Returns when both controllers are ready and the policies are in force; they write routes like `route`, one of Sallyport's."""
    cluster.load(*(programs.image(program, user="65534") for program in PROGRAMS.values()))
    kubectl = Kubectl.of(cluster)
    with progress.step("Kyverno"):
        shipped = _shipped()
        definitions = [o for o in shipped if o["kind"] == "CustomResourceDefinition"]
        kubectl.apply(*(o for o in shipped if o["kind"] == "Namespace"), *definitions)
        for definition in definitions:
            kubectl.wait(f"crd/{definition['metadata']['name']}", "condition=Established")
        kubectl.apply(*(o for o in shipped if o["kind"] not in ("Namespace", "CustomResourceDefinition")), *policies.RIGHTS)
        for deployment in PROGRAMS:
            kubectl.rolled_out(deployment, NAMESPACE, 180)
    with progress.step("Kyverno's policies"):
        kubectl.until("Kyverno to take policies", lambda: kubectl.apply(policies.generating(route), policies.guarding()))
        kubectl.until("the guard's answer", lambda: "must not be" in kubectl.call(
            "delete", "authorizationpolicy", policies.GUARDED, "-n", "istio-system", "--dry-run=server").stderr)


def _shipped():
    """Its objects as they are to run here."""
    text = (parts.source(parts.KYVERNO) / "config/install-latest-testing.yaml").read_text()
    objects = [o for o in yaml.safe_load_all(text) if o and not any(left in o["metadata"]["name"] for left in LEFT_OUT)]
    for o in objects:
        if o["kind"] == "Deployment":
            _run_here(o)
    return objects


def _run_here(deployment):
    deployment["spec"]["replicas"] = 1
    spec = deployment["spec"]["template"]["spec"]
    spec.pop("initContainers", None)
    container = spec["containers"][0]
    container.update(image=images.reference(PROGRAMS[deployment["metadata"]["name"]]), imagePullPolicy="Never",
                     args=[NO_REPORTS.get(argument, argument) for argument in container["args"]],
                     resources={"requests": {"cpu": "5m", "memory": "64Mi"}})

"""Knative Serving, from its own module: what is installed of it, and what Kubeflow and this bed change."""
import yaml

from bed import images, parts, paths

NAMESPACE = "knative-serving"
STACK = paths.E2E / "stack/knative"
# Of no use here: scaling of the bed's one activator, caches of images, certificates for TLS inside of Knative.
LEFT_OUT_KINDS = ("HorizontalPodAutoscaler", "Image", "Certificate")
# Those on the way of calls and of what is counted about them. Kubeflow gives all of them one.
IN_THE_MESH = ("activator", "autoscaler")


def definitions():
    """The CustomResourceDefinitions of Knative Serving, its networking and its image cache."""
    return [o for o in _shipped() if o["kind"] == "CustomResourceDefinition"]


def platform():
    """What needs no sidecar, so no istiod: accounts, roles, settings, the controllers and the webhooks."""
    return [o for o in _installed() if not _meshed(o)]


def in_the_mesh():
    """The Deployments that get a sidecar, and Kubeflow's gateway and policies."""
    return [*(o for o in _installed() if _meshed(o)), *yaml.safe_load_all((STACK / "gateways.yaml").read_text())]


def _installed():
    objects = [*(o for o in _shipped() if o["kind"] not in ("CustomResourceDefinition", *LEFT_OUT_KINDS)),
               *yaml.safe_load_all((STACK / "net-istio.yaml").read_text())]
    layers = yaml.safe_load((STACK / "settings.yaml").read_text())
    for o in objects:
        if o["kind"] == "Namespace":
            o["metadata"]["labels"]["istio-injection"] = "enabled"
        if o["kind"] == "Deployment":
            _run_here(o)
        if o["kind"] == "ConfigMap":
            for layer in layers.values():
                o.setdefault("data", {}).update(layer.get(o["metadata"]["name"], {}))
    return objects


def _meshed(o):
    return o["kind"] == "Deployment" and o["metadata"]["name"] in IN_THE_MESH


def _run_here(deployment):
    name, template = deployment["metadata"]["name"], deployment["spec"]["template"]
    template["metadata"]["labels"]["sidecar.istio.io/inject"] = "true" if _meshed(deployment) else "false"
    container = template["spec"]["containers"][0]
    container.update(image=images.reference("knative"), imagePullPolicy="Never", command=[f"/{name}"],
                     resources={"requests": {"cpu": "5m", "memory": "40Mi"}, "limits": {"memory": "400Mi"}})
    container["readinessProbe"].update(periodSeconds=1)
    template["spec"]["terminationGracePeriodSeconds"] = 1


def _shipped():
    """In the order of the module's file names, which is that in which they can be applied."""
    serving = _module("serving") / "config/core"
    files = [*sorted(serving.rglob("*.yaml")), *sorted((_module("networking") / "config").glob("*.yaml")),
             *sorted((_module("caching") / "config").glob("*.yaml"))]
    return [o for file in files for o in yaml.safe_load_all(file.read_text()) if o]


def _module(name):
    return parts.source(f"knative.dev/{name}")

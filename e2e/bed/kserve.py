"""KServe, from the Kubeflow overlay of its own module: what is installed of it, and the few changes."""
import base64
import json
import os

import yaml

from bed import images, parts, paths, progress, shell

NAMESPACE = "kubeflow"
WEBHOOK = "kserve-webhook-server-service.kubeflow.svc"
# Of no use here: the controllers for language models and for caches on nodes, and cert-manager's objects.
LEFT_OUT = ("llm", "localmodel", "inferencemodelrewrites", "inferenceobjectives", "inferencepools")
LEFT_OUT_KINDS = ("Certificate", "Issuer", "DaemonSet")


def definitions():
    """KServe's CustomResourceDefinitions."""
    return [o for o in _rendered() if o["kind"] == "CustomResourceDefinition"]


def platform(state):
    """Everything of KServe but its CRDs, webhook configurations and objects of its own kinds."""
    ours = {"CustomResourceDefinition", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
            "ClusterStorageContainer"}
    objects = [o for o in _rendered() if o["kind"] not in ours]
    for o in objects:
        if o["kind"] == "Deployment":
            _run_here(o)
        if o["kind"] == "ConfigMap" and o["metadata"]["name"] == "inferenceservice-config":
            o["data"] = settings(o["data"])
    return [*objects, _certificate(state)]


def webhooks(state):
    """The webhook configurations, with our certificate where cert-manager would have put its own."""
    bundle = base64.b64encode((state / "pki/kserve.crt").read_bytes()).decode()
    objects = [o for o in _rendered() if o["kind"].endswith("WebhookConfiguration")]
    for o in objects:
        for webhook in o["webhooks"]:
            webhook["clientConfig"]["caBundle"] = bundle
    return objects


def runtimes():
    """How to run an sklearn model and how to fetch it, in the image that was built here."""
    runtime = yaml.safe_load((_module() / "config/runtimes/kserve-sklearnserver.yaml").read_text())
    container = runtime["spec"]["containers"][0]
    container.update(image=images.reference("kserve-python"), imagePullPolicy="Never",
                     command=["/usr/local/bin/python3", "-m", "sklearnserver"],
                     # KServe's own numbers, 1 CPU and 2 GiB for each model, would fill the machine with two.
                     resources={"requests": {"cpu": "20m", "memory": "200Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}})
    storage = next(o for o in _rendered() if o["kind"] == "ClusterStorageContainer")
    storage["metadata"].pop("namespace", None)  # kustomize gives it one, though it belongs to none
    storage["spec"]["container"].update(
        image=images.reference("kserve-python"), imagePullPolicy="Never",
        resources={"requests": {"cpu": "10m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}})
    return [runtime, storage]


def settings(shipped):
    """inferenceservice-config: KServe's own values, Kubeflow's ingress, and the bed's image and mode."""
    layers = yaml.safe_load((paths.E2E / "stack/kserve/config.yaml").read_text())
    data = {key: json.loads(text) for key, text in shipped.items() if key != "_example"}
    for layer in layers.values():
        for key, values in layer.items():
            data[key].update(values)
    return {key: json.dumps(values, indent=2) for key, values in data.items()}


def _run_here(deployment):
    pod = deployment["spec"]["template"]["spec"]
    # The metrics proxy in front of it has an image of its own and no part in what the bed is for.
    pod["containers"] = [c for c in pod["containers"] if c["name"] == "manager"]
    manager = pod["containers"][0]
    manager.update(image=images.reference("kserve-manager"), imagePullPolicy="Never", command=["/kserve-manager"],
                   resources={"requests": {"cpu": "20m", "memory": "100Mi"}, "limits": {"memory": "600Mi"}})
    # Kubeflow says it by an annotation, which the injector must be asked about; a label needs no istiod to be up.
    deployment["spec"]["template"]["metadata"]["labels"]["sidecar.istio.io/inject"] = "false"
    manager["readinessProbe"].update(initialDelaySeconds=0, periodSeconds=1)
    pod["terminationGracePeriodSeconds"] = 1


def _certificate(state):
    """Serving certificate of KServe's webhooks: its own authority, good for its Service's name only."""
    files = state / "pki/kserve.crt", state / "pki/kserve.key"
    if not files[0].exists():
        shell.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                  "-days", "365", "-subj", f"/CN={WEBHOOK}", "-addext", f"subjectAltName=DNS:{WEBHOOK}",
                  "-keyout", files[1], "-out", files[0])
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
            "metadata": {"name": "kserve-webhook-server-cert", "namespace": NAMESPACE},
            "stringData": {"tls.crt": files[0].read_text(), "tls.key": files[1].read_text()}}


def _module():
    return parts.source(parts.KSERVE)


def _rendered():
    """The overlay as kustomize renders it, which takes it 20 seconds: kept for the next time."""
    kept = paths.cache() / f"kserve-{parts.version('kserve-manager')}-rendered.json"
    if not kept.exists():
        with progress.step("rendering KServe's Kubeflow overlay"):
            text = shell.run(parts.binary("kubectl"), "kustomize", _module() / "config/overlays/kubeflow")
        objects = [o for o in yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if o]
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps([o for o in objects if _wanted(o)]))
        unfinished.rename(kept)
    return json.loads(kept.read_text())


def _wanted(o):
    return o["kind"] not in LEFT_OUT_KINDS and not any(word in o["metadata"]["name"] for word in LEFT_OUT)

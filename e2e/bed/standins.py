"""Very many models at the price of one pod.

Each is an InferenceService with KServe's own Deployment and Service, but with no replicas: a Deployment that wants
no pods is available at once, so KServe calls the model Ready. One shared pod answers for all of them, put behind
every model's Service by an EndpointSlice of our own. A change of labels restarts nothing, as there is nothing.
"""
from bed import images

POD = "stand-in"
ECHO = images.reference("echo")
PORT = 8080


def server(namespace, image=ECHO):
    """The one pod that answers for all models of a namespace: any model name, KServe's V1 and V2 protocols."""
    return {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": POD, "namespace": namespace, "labels": {"app": POD}},
            "spec": {"terminationGracePeriodSeconds": 1, "automountServiceAccountToken": False, "containers": [_container(image)]}}


def model(name, namespace, labels=None, annotations=None, image=ECHO):
    """One InferenceService without replicas."""
    return {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": name, "namespace": namespace, "labels": labels or {},
                         "annotations": {"serving.kserve.io/deploymentMode": "Standard",
                                         "serving.kserve.io/autoscalerClass": "none", **(annotations or {})}},
            "spec": {"predictor": {"minReplicas": 0, "containers": [_container(image, "kserve-container")]}}}


def endpoints(name, namespace, address, node):
    """What the endpoints controller would have written, had the model a pod of its own."""
    return {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": {"name": f"{name}-{POD}", "namespace": namespace, "labels": {
                "kubernetes.io/service-name": f"{name}-predictor", "endpointslice.kubernetes.io/managed-by": "test-bed"}},
            "endpoints": [{"addresses": [address], "conditions": {"ready": True}, "nodeName": node,
                           "targetRef": {"kind": "Pod", "name": POD, "namespace": namespace}}],
            "ports": [{"name": "http", "port": PORT, "protocol": "TCP", "appProtocol": "http"}]}


def create(kubectl, namespace, names, labels=None, image=ECHO):
    """Makes them all and returns when each is Ready and answers behind its Service."""
    kubectl.apply(server(namespace, image))
    kubectl.apply(*(model(name, namespace, labels, image=image) for name in names))
    kubectl.wait(f"pod/{POD}", "condition=Ready", namespace)
    pod = kubectl.get("pod", POD, namespace)
    address, node = pod["status"]["podIP"], pod["spec"]["nodeName"]
    kubectl.apply(*(endpoints(name, namespace, address, node) for name in names))
    kubectl.until(f"{len(names)} stand-in models Ready", lambda: ready(kubectl, namespace) >= set(names), timeout=120,
                  pause=0.5)


def ready(kubectl, namespace):
    """The names of the models that KServe calls Ready and has given an address."""
    return {found["metadata"]["name"] for found in kubectl.items("inferenceservice", namespace)
            if found.get("status", {}).get("address", {}).get("url")
            and any(c["type"] == "Ready" and c["status"] == "True" for c in found["status"].get("conditions", []))}


def _container(image, name=POD):
    return {"name": name, "image": image, "imagePullPolicy": "IfNotPresent",
            "ports": [{"name": "http", "containerPort": PORT, "protocol": "TCP"}],
            "resources": {"requests": {"cpu": "1m", "memory": "8Mi"}, "limits": {"cpu": "1", "memory": "64Mi"}},
            "readinessProbe": {"httpGet": {"path": "/v2/health/ready", "port": PORT}, "periodSeconds": 1}}

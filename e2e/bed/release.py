"""Sallyport in a cluster of the bed: its image loaded, its chart installed, as a platform engineer would do it."""
import json

from bed import images, paths, product, progress
from bed.kubectl import Kubectl

CHART = paths.REPOSITORY / "charts/sallyport"
# The chart of a checkout names no image; the bed's nodes have the one that product.load brought them.
REPOSITORY = f"{images.PREFIX}/sallyport"
NAME = NAMESPACE = "sallyport"
SELECTOR = f"app.kubernetes.io/name={NAME}"
PODS = ("-n", NAMESPACE, "-l", SELECTOR)
CHARTED = (NAME, str(CHART), "--namespace", NAMESPACE, f"--set=image.repository={REPOSITORY}", "--wait", "--timeout=180s")
INSTALL = ("install", *CHARTED, "--create-namespace")


def install(cluster):
    """Returns when both pods are ready and the webhooks answer."""
    product.load(cluster)
    with progress.step("helm install sallyport"):
        cluster.helm(*INSTALL)
        answering(Kubectl.of(cluster))


def upgrade(cluster, settings=None):
    """Installs the chart with these settings besides its own; returns when the new pods are ready and the webhooks answer."""
    given = ["--set-json", f"settings={json.dumps(settings)}"] if settings else []
    with progress.step(f"helm upgrade sallyport{' with other settings' if settings else ''}"):
        cluster.helm("upgrade", *CHARTED, "--reset-values", *given)
        kubectl = Kubectl.of(cluster)
        older_gone(kubectl)
        answering(kubectl)


def chart(kubectl):
    """The chart and the image of the installation that is there, as arguments of helm: `--reset-values` would forget it."""
    found = kubectl.get("deployment", NAME, NAMESPACE)
    name = found["spec"]["template"]["spec"]["containers"][0]["image"] if found else f"{REPOSITORY}:{product.version()}"
    repository, _, digest = name.partition("@")
    if digest:
        return f"{CHART} --set=image.repository={repository},image.digest={digest}"
    repository, _, tag = name.rpartition(":")
    return f"{CHART} --set=image.repository={repository} --set-string=image.tag={tag}"


def older_gone(kubectl):
    """Waits for pods of before: until nobody asks them any more, they answer by the settings that they were started with."""
    kubectl.until("the end of older pods", lambda: not kubectl.run(
        "get", "pods", *PODS, "-o", "jsonpath={.items[*].metadata.deletionTimestamp}"), timeout=70)


def witness(kubectl, seconds):
    """Which pods of ours there are, and what each logged last within so many seconds: to find out why something failed."""
    found = kubectl.call("get", "pods", *PODS)
    logged = kubectl.call("logs", *PODS, "--prefix", "--ignore-errors", "--tail=8", f"--since={seconds + 1:.0f}s")
    return (found.stdout + found.stderr + logged.stdout + logged.stderr).strip()


def answering(kubectl):
    """Waits until the guard refuses what it must: pods are ready a moment before kube-proxy sends the API server to them."""
    kubectl.until("the guard's answer", lambda: "denied the request" in kubectl.call(
        "delete", "authorizationpolicy", "sallyport-guard", "-n", "istio-system", "--dry-run=server").stderr)


def installed(cluster):
    return NAME in cluster.helm("list", "--namespace", NAMESPACE, "--short").split()

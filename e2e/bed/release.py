"""Sallyport in a cluster of the bed: its image loaded, its chart installed, as a platform engineer would do it."""
from bed import paths, product, progress

CHART = paths.REPOSITORY / "charts/sallyport"
NAME = NAMESPACE = "sallyport"
INSTALL = ("install", NAME, str(CHART), "--namespace", NAMESPACE, "--create-namespace", "--wait", "--timeout=180s")


def install(cluster):
    """Returns when both pods are ready and the webhooks answer."""
    product.load(cluster)
    with progress.step("helm install sallyport"):
        cluster.helm(*INSTALL)


def installed(cluster):
    return NAME in cluster.helm("list", "--namespace", NAMESPACE, "--short").split()

"""cert-manager in a running cluster; what it is for comes and goes with it, so a cluster starts without."""

from bed import parts, paths, programs
from bed.kubectl import Kubectl

MANIFESTS = paths.E2E / "stack/cert-manager/cert-manager.yaml"


def install(cluster):
    """Returns when its pod runs."""
    cluster.load(programs.image("cert-manager"))
    kubectl = Kubectl.of(cluster)
    kubectl.apply(*_definitions())
    kubectl.apply(MANIFESTS.read_text())
    kubectl.rolled_out("cert-manager", "cert-manager")


def remove(cluster):
    """Takes it away, and everything of its kinds."""
    kubectl = Kubectl.of(cluster)
    for text in (MANIFESTS.read_text(), *_definitions()):
        kubectl.run("delete", "--ignore-not-found", "-f", "-", stdin=text)


def _definitions():
    module = parts.source(parts.CERT_MANAGER)
    return [file.read_text() for file in sorted((module / "deploy/crds").glob("*.yaml"))]

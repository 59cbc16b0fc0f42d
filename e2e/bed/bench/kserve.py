"""KServe out of the way, since it is not what is measured, and a thousand models would keep it busy for minutes.

Its controller is scaled to nothing, its webhooks are told to pass over the bench's namespaces, and the bench itself writes
the address that KServe would have put into a model's status.
"""
import contextlib

from bed import kserve, progress

DEPLOYMENT = ("deployment", "kserve-controller-manager")
MARK = "test-bed"
PASSED_OVER = {"key": MARK, "operator": "DoesNotExist"}
KINDS = ("mutatingwebhookconfigurations", "validatingwebhookconfigurations")


@contextlib.contextmanager
def aside(kubectl, api):
    try:
        with progress.step("KServe out of the way"):
            _webhooks(api, lambda found: [*(e for e in found if e != PASSED_OVER), PASSED_OVER])
            _scale(kubectl, 0)
            kubectl.until("KServe's controller to end", lambda: not kubectl.items(
                "pod", kserve.NAMESPACE, "control-plane=kserve-controller-manager"))
        yield
    finally:
        with progress.step("KServe back"):
            _scale(kubectl, 1)
            kubectl.rolled_out(DEPLOYMENT[1], kserve.NAMESPACE)
            _webhooks(api, lambda found: [e for e in found if e != PASSED_OVER])


def _scale(kubectl, replicas):
    kubectl.run("scale", *DEPLOYMENT, "-n", kserve.NAMESPACE, f"--replicas={replicas}")


def _webhooks(api, expressions):
    """Rewrites which namespaces KServe's webhooks are asked about."""
    for kind in KINDS:
        path = f"apis/admissionregistration.k8s.io/v1/{kind}"
        for configuration in api.send("GET", path)["items"]:
            if not any("kserve-webhook-server" in webhook["name"] for webhook in configuration.get("webhooks", [])):
                continue
            for webhook in configuration["webhooks"]:
                selector = webhook.setdefault("namespaceSelector", {})
                selector["matchExpressions"] = expressions(selector.get("matchExpressions", []))
            api.send("PUT", f"{path}/{configuration['metadata']['name']}", configuration)

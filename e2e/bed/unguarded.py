"""A cluster whose guard is away for the moment, or passes one user by, as somebody leaves it who may change webhook
configurations."""
import contextlib
import json

from bed import release
from bed.scenario.api import As, Refused

ADMISSION = "apis/admissionregistration.k8s.io/v1"
# What refuses writes, in the order in which it is taken away; the binding is what makes a policy work.
KINDS = ("validatingadmissionpolicybindings", "validatingadmissionpolicies", "validatingwebhookconfigurations",
         "mutatingwebhookconfigurations")
# The first by everything, the second by the API server's own policy alone.
PASSED_BY = ("passed-by-the-guard", "passed-by-its-policy")
PROBE = "apis/security.istio.io/v1/namespaces/istio-system/authorizationpolicies/sallyport-guard?dryRun=All"


@contextlib.contextmanager
def unguarded(kubectl, api):
    """Inside, the API server asks nobody of ours; afterwards everything is as it was."""
    taken = [(kind, found) for kind in KINDS for found in _ours(api, kind)]
    try:
        for kind, found in taken:
            api.send("DELETE", f"{ADMISSION}/{kind}/{found['metadata']['name']}")
        kubectl.until("the guard to be away", lambda: not refuses(api), timeout=20, pause=0.02)
        yield
    finally:
        for kind, found in reversed(taken):
            _again(api, kind, found)
        kubectl.until("the guard to be back", lambda: refuses(api), timeout=60, pause=0.02)


@contextlib.contextmanager
def passed_by(kubectl, api):
    """Inside, nobody of ours is asked about what is sent through the first API this gives, and not the API server's own
    policy of ours through the second; the guard holds for everybody else.
    """
    wholly, policy = (As(api, user, "system:masters") for user in PASSED_BY)
    kubectl.until("the guard to be armed", lambda: all(
        found.get("webhooks") for kind in KINDS[2:] for found in _ours(api, kind)))
    try:
        _conditions(api, added=True)
        kubectl.until("the guard to pass the tests by", lambda: not refuses(wholly), timeout=20, pause=0.02)
        yield wholly, policy
    finally:
        _conditions(api, added=False)
        kubectl.until("the guard to pass nobody by", lambda: refuses(wholly), timeout=20, pause=0.02)


@contextlib.contextmanager
def unled(kubectl, api):
    """Inside, no replica of the controller writes anything: somebody else holds its Lease."""
    lease = api.path("lease", release.NAMESPACE, release.NAME)
    holder = {"spec": {"holderIdentity": "the test", "leaseDurationSeconds": 3600, "renewTime": _now(api, lease)}}
    api.send("PATCH", lease, holder, "application/merge-patch+json")
    try:
        yield
    finally:
        api.send("PATCH", lease, {"spec": {"holderIdentity": ""}}, "application/merge-patch+json")


@contextlib.contextmanager
def stopped(kubectl):
    """Inside, no pod of ours runs."""
    name = f"deployment/{release.NAME}"
    replicas = json.loads(kubectl.run("get", name, "-n", release.NAMESPACE, "-o", "json"))["spec"]["replicas"]
    kubectl.run("scale", name, "-n", release.NAMESPACE, "--replicas=0")
    kubectl.until("our pods to end", lambda: not kubectl.items("pods", release.NAMESPACE, release.SELECTOR), timeout=90)
    try:
        yield
    finally:
        kubectl.run("scale", name, "-n", release.NAMESPACE, f"--replicas={replicas}")
        kubectl.rolled_out(release.NAME, release.NAMESPACE)
        release.answering(kubectl)


def refuses(api):
    """True if the guard answers."""
    try:
        api.send("DELETE", PROBE)
        return False
    except Refused as refused:
        return refused.status != 404


def _ours(api, kind):
    found = api.send("GET", f"{ADMISSION}/{kind}?labelSelector=app.kubernetes.io%2Fname%3D{release.NAME}")["items"]
    return [item for item in found if item["metadata"]["name"].startswith(release.NAME)]


def _conditions(api, added):
    """Adds conditions under which the API server asks our webhooks and its own policy of ours, or takes them away again."""
    for kind in KINDS[1:]:
        users = PASSED_BY if kind == "validatingadmissionpolicies" else PASSED_BY[:1]
        condition = {"name": "test-bed", "expression": f"!(request.userInfo.username in {list(users)})"}
        for found in _ours(api, kind):
            for asked in found.get("webhooks") or [found["spec"]]:
                theirs = [each for each in asked.get("matchConditions", []) if each["name"] != condition["name"]]
                asked["matchConditions"] = [*theirs, condition] if added else theirs
            api.send("PUT", f"{ADMISSION}/{kind}/{found['metadata']['name']}", {
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": _kind(kind), **found})


def _again(api, kind, found):
    kept = {key: value for key, value in found["metadata"].items() if key in ("name", "labels", "annotations")}
    api.send("POST", f"{ADMISSION}/{kind}", {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": _kind(kind), "metadata": kept,
        **{key: value for key, value in found.items() if key in ("spec", "webhooks")}})


def _kind(plural):
    return {"validatingadmissionpolicybindings": "ValidatingAdmissionPolicyBinding",
            "validatingadmissionpolicies": "ValidatingAdmissionPolicy",
            "validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
            "mutatingwebhookconfigurations": "MutatingWebhookConfiguration"}[plural]


def _now(api, lease):
    return api.send("GET", lease)["spec"]["renewTime"]

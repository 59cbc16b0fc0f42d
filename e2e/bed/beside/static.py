"""The API server's own ValidatingAdmissionPolicy with the part of the guard that CEL can say: nothing is asked over a network."""
import contextlib

from bed.beside import policies

NAME, KINDS = "beside-static", "apis/admissionregistration.k8s.io/v1/validatingadmissionpolic"


@contextlib.contextmanager
def judging(bench, namespace, policy):
    """Inside, it judges edits of this AuthorizationPolicy, and only once it does is this entered."""
    spec = policies.judged({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}},
                           f"oldObject.metadata.name == '{policy}'")
    with applied(bench, NAME, spec):
        bench.kubectl.until("the policy in CEL", lambda: "must not be" in bench.kubectl.call(
            "delete", "authorizationpolicy", policy, "-n", namespace, "--dry-run=server").stderr)
        yield


@contextlib.contextmanager
def applied(bench, name, spec):
    """A ValidatingAdmissionPolicy that denies, for a while."""
    api, head = "admissionregistration.k8s.io/v1", {"metadata": {"name": name}}
    bench.api.send("POST", f"{KINDS}ies", {
        "apiVersion": api, "kind": "ValidatingAdmissionPolicy", **head, "spec": {"failurePolicy": "Fail", **spec}})
    try:
        bench.api.send("POST", f"{KINDS}ybindings", {"apiVersion": api, "kind": "ValidatingAdmissionPolicyBinding", **head,
                                                     "spec": {"policyName": name, "validationActions": ["Deny"]}})
        try:
            yield
        finally:
            bench.api.send("DELETE", f"{KINDS}ybindings/{name}")
    finally:
        bench.api.send("DELETE", f"{KINDS}ies/{name}")

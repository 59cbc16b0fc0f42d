"""What Kyverno is told: the route of a labelled model, the guard of require-jwt, and a list in a policy that others edit, too."""
import json

LABEL, GUARDED, SHARED = "expose-external", "istio-ingressgateway-require-jwt", "istio-ingressgateway-oauth2-proxy"
MODELS = {"apiGroups": ["serving.kserve.io"], "apiVersions": ["v1beta1"], "resources": ["inferenceservices"]}
LABELLED = f"object.metadata.?labels['{LABEL}'].orValue('') == 'true'"
# Those of everybody who may edit the guarded policy.
ADMINS = "kubeflow-platform-admins"

# What Kyverno's own roles do not have, in the way that its documentation names.
RIGHTS = [{
    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
    "metadata": {"name": f"beside:{controller}", "labels": {f"rbac.kyverno.io/aggregate-to-{controller}": "true"}},
    "rules": [
        {"apiGroups": ["serving.kserve.io"], "resources": ["inferenceservices"], "verbs": ["get", "list", "watch"]},
        {"apiGroups": ["networking.istio.io"], "resources": ["virtualservices"], "verbs": ["get", "list", "watch", *more]},
        {"apiGroups": ["security.istio.io"], "resources": ["authorizationpolicies"],
         "verbs": ["get", "list", "watch", *(["update", "patch"] if more else [])]}]}
    for controller, more in (("admission-controller", []), ("background-controller", ["create", "update", "patch", "delete"]))]


def generating(route):
    """The VirtualService of a labelled model, word for word the one that Sallyport writes but for its owner."""
    metadata = route["metadata"]
    model, namespace = metadata["name"].split(".")[0], metadata["namespace"]
    text = _cel({"apiVersion": route["apiVersion"], "kind": route["kind"], "spec": route["spec"], "metadata": {
        "name": metadata["name"], "namespace": namespace, "labels": {"made-for": model}}}, {
            model: "object.metadata.name", namespace: "object.metadata.namespace"})
    return _policy("GeneratingPolicy", "expose-external", {
        "evaluation": {"synchronize": {"enabled": True}},
        "matchConstraints": {"resourceRules": [{**MODELS, "operations": ["CREATE", "UPDATE"]}]},
        "matchConditions": [{"name": "labelled", "expression": LABELLED}],
        "variables": [{"name": "route", "expression": f"[{text}]"}],
        "generate": [{"expression": "generator.Apply(object.metadata.namespace, variables.route)"}]})


def guarding():
    """Nobody but the platform's own group changes or deletes require-jwt."""
    return _policy("ValidatingPolicy", "guard-require-jwt", {
        "failurePolicy": "Fail", "validationActions": ["Deny"], **judged(
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "istio-system"}}},
            f"oldObject.metadata.name == '{GUARDED}'")})


def judged(where, which):
    """The rule of that guard in CEL, as a ValidatingAdmissionPolicy has it, too."""
    return {
        "matchConstraints": {**where, "resourceRules": [{
            "apiGroups": ["security.istio.io"], "apiVersions": ["*"], "operations": ["UPDATE", "DELETE"],
            "resources": ["authorizationpolicies"]}]},
        "matchConditions": [{"name": "guarded", "expression": which}, {
            "name": "not-an-admin", "expression": f"!request.userInfo.groups.exists(g, g == '{ADMINS}')"}],
        "validations": [
            {"expression": "request.operation != 'DELETE'", "message": "require-jwt must not be deleted"},
            {"expression": "request.operation == 'DELETE' || object.spec == oldObject.spec",
             "message": "require-jwt must not be changed"}]}


def sharing():
    """The paths of labelled models in the sign-in's policy, which others edit, too: written anew from what is labelled.

    The condition does not look at the former object: the background controller has none. Of the variants tried this one takes
    paths away again, and writes none for a label that was refused.
    """
    paths = ("dyn(resource.List('serving.kserve.io/v1beta1', 'inferenceservices', '', {'expose-external': 'true'}).items)"
             ".filter(i, !has(i.metadata.deletionTimestamp))"
             ".map(i, '/kfserving/' + i.metadata.namespace + '/' + i.metadata.name)")
    return _policy("MutatingPolicy", "shared-list", {
        "failurePolicy": "Fail", "evaluation": {"admission": {"enabled": True}, "mutateExisting": {"enabled": True}},
        "matchConstraints": {"resourceRules": [{**MODELS, "operations": ["CREATE", "UPDATE", "DELETE"]}]},
        "matchConditions": [{"name": "labels", "expression": f"request.operation != 'CREATE' || {LABELLED}"}],
        "variables": [{"name": "want", "expression": paths}],
        "targetMatchConstraints": {"expression": "resource.Get('security.istio.io/v1', 'authorizationpolicies', "
                                                 f"'istio-system', '{SHARED}')"},
        "mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression": (
            "[JSONPatch{op: 'add', path: '/spec/rules/0/to/0/operation/notPaths', value: "
            "object.spec.rules[0].to[0].operation.notPaths.filter(p, !p.startsWith('/kfserving/')) + variables.want}]")}}]})


def _policy(kind, name, spec):
    return {"apiVersion": "policies.kyverno.io/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def _cel(value, names):
    """A tree as an expression; in its texts each of the names is what the expression says instead."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: dyn({_cel(each, names)})" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(f"dyn({_cel(each, names)})" for each in value) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    said = [value]
    for name, expression in names.items():
        said = [piece for each in said for piece in _split(each, name, expression)]
    return " + ".join(each if isinstance(each, str) and each.startswith("\0") else json.dumps(each, ensure_ascii=False)
                      for each in said).replace("\0", "") or '""'


def _split(text, name, expression):
    """A text around each place of a name, which the marked expression takes."""
    if text.startswith("\0"):
        return [text]
    pieces = text.split(name)
    return [each for index, piece in enumerate(pieces) for each in ([f"\0{expression}"] if index else []) + ([piece] if piece else [])]

"""What the program's accounts did, as the API server's audit log tells it, beside what the chart lets them do.

A right is (verb, API group, resource, namespace, name); an empty namespace or name means every one. Paths outside the API
take the place of the resource.
"""
import json
import time

import yaml

from bed import paths, release
from bed.scenario.runner import Result

ACCOUNTS = (release.NAME, f"{release.NAME}-uninstall", f"{release.NAME}-test")
# What comes with its rights when it is switched on, as scenarios do; nobody has these rights otherwise.
FEATURES = ("settings.limits.enabled", "settings.pod.networkPolicy", "settings.access.callerAccount")
PEOPLE = paths.REPOSITORY / "src/test/resources/chart/renders/people/in-values.yaml"
# Needed where no scenario leads, and why.
RARELY = {
    ("update", "", "secrets"): "certificates are renewed after two thirds of their life",
    ("list", "gateway.networking.k8s.io", "gateways"): "this bed has no Gateway API",
    ("watch", "gateway.networking.k8s.io", "gateways"): "this bed has no Gateway API",
    **{(verb, "gateway.networking.k8s.io", kind): "this bed has no kinds of the Gateway API that are not for everybody yet"
       for verb in ("list", "watch") for kind in ("tlsroutes", "tcproutes", "listenersets")},
    ("delete", "security.istio.io", "requestauthentications"): "only models in Knative mode have one of their own",
}


def results(cluster):
    """One Result for each account."""
    usual, most = _rendered(cluster), _rendered(cluster, "--values", str(PEOPLE), *(f"--set={each}=true" for each in FEATURES))
    return [_compared(cluster.state / "logs/audit.log", usual, most, account) for account in ACCOUNTS]


def _rendered(cluster, *options):
    return [o for o in yaml.safe_load_all(cluster.helm(
        "template", release.NAME, str(release.CHART), "--namespace", release.NAMESPACE,
        f"--set=image.repository={release.REPOSITORY}", *options)) if o]


def _compared(log, usual, most, account):
    begun = time.monotonic()
    allowed, used = granted(usual, account), calls(log, f"system:serviceaccount:{release.NAMESPACE}:{account}")
    missing = sorted(call for call in used if not any(covers(right, call) for right in allowed | granted(most, account)))
    unused = sorted(right for right in allowed
                    if right[:3] not in RARELY and not any(covers(right, call) for call in used))
    reasons = [*(f"used, and not granted: {' '.join(filter(None, call))}" for call in missing),
               *(f"granted, and never used: {' '.join(filter(None, right))}" for right in unused)]
    if not used:
        reasons = [f"the audit log knows no call of {account}"]
    return Result(f"the chart grants {account} what it used, and no more", "failed" if reasons else "passed",
                  time.monotonic() - begun, "\n".join(reasons))


def granted(objects, account):
    """Every right that the roles bound to the account give."""
    roles = {(o["kind"], o["metadata"].get("namespace", ""), o["metadata"]["name"]): o["rules"]
             for o in objects if o["kind"] in ("Role", "ClusterRole")}
    rights = set()
    for binding in objects:
        if not any(s["name"] == account for s in binding.get("subjects", [])):
            continue
        namespace = binding["metadata"].get("namespace", "") if binding["kind"] == "RoleBinding" else ""
        role = binding["roleRef"]
        for rule in roles[role["kind"], namespace if role["kind"] == "Role" else "", role["name"]]:
            for verb in rule["verbs"]:
                rights.update((verb, "", url, "", "") for url in rule.get("nonResourceURLs", []))
                rights.update((verb, group, resource, namespace, name) for group in rule.get("apiGroups", [])
                              for resource in rule.get("resources", []) for name in rule.get("resourceNames", [""]))
    return rights


def calls(log, user):
    """Every right that the user's calls made use of, or would have needed."""
    used = set()
    with open(log) as lines:
        for line in lines:
            event = json.loads(line)
            if event["user"].get("username") != user:
                continue
            if "objectRef" not in event:
                if not _discovery(event["requestURI"]):
                    used.add((event["verb"], "", event["requestURI"].split("?")[0], "", ""))
                continue
            ref = event["objectRef"]
            resource = ref["resource"] + (f"/{ref['subresource']}" if "subresource" in ref else "")
            call = (ref.get("apiGroup", ""), resource, ref.get("namespace", ""), ref.get("name", ""))
            used.add((event["verb"], *call))
            # A server-side apply that makes the object needs both; what is applied as a dry run is never there before.
            if event["verb"] == "patch" and (event.get("responseStatus", {}).get("code") == 201
                                             or "dryRun=All" in event["requestURI"]):
                used.add(("create", *call))
    return used


def covers(right, call):
    """True if this right allows this call."""
    return right[:3] == call[:3] and all(not had or had == wanted for had, wanted in zip(right[3:], call[3:]))


def _discovery(uri):
    """Everybody may ask what the API server serves."""
    return uri.startswith(("/api", "/version", "/healthz", "/livez", "/readyz"))

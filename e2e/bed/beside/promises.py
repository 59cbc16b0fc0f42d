"""What an engine must not do, counted: lose what others write, and open what was refused."""
import contextlib
import threading
import time

from bed import progress
from bed.beside import policies, static
from bed.bench import models
from bed.bench.clients import together
from bed.scenario.api import Refused

SHARED = ("authorizationpolicy", policies.SHARED, "istio-system")
ENTRIES, APART, SETTLED = "/spec/rules/0/to/0/operation/notPaths/-", 0.02, 5
LABEL = {"beside": "refused"}
WEBHOOKS = "apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"


def foreign_edits_lost(bench, labelled, edits):
    """(accepted, lost): entries that somebody adds to the sign-in's policy while models are labelled by 4 clients."""
    path = bench.api.path(SHARED[0], SHARED[2], SHARED[1])
    before = _entries(bench)
    entries, accepted, names = [f"/beside-{number}/*" for number in range(edits)], [], [f"m-{n:03}" for n in range(labelled)]

    def write():
        for entry in entries:
            try:
                bench.api.send("PATCH", path, [{"op": "add", "path": ENTRIES, "value": entry}], "application/json-patch+json")
                accepted.append(entry)
            except Refused as refused:
                progress.say(f"an edit was refused: {refused}")
            time.sleep(APART)

    with models.namespace(bench) as namespace, progress.step(f"{edits} edits of the shared policy while {labelled} are labelled"):
        together(bench.api, 8, lambda client, name: models.create(client, name, namespace), names)
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        together(bench.api, 4, _labelling(namespace), names)
        writer.join()
        time.sleep(SETTLED)
        kept = set(_entries(bench))
    try:
        return len(accepted), sum(entry not in kept for entry in accepted)
    finally:
        policy = bench.api.get(*SHARED)
        policy["spec"]["rules"][0]["to"][0]["operation"]["notPaths"] = before
        bench.kubectl.apply({key: policy[key] for key in ("apiVersion", "kind", "spec")} | {
            "metadata": {"name": SHARED[1], "namespace": SHARED[2]}})


def opened_though_refused(bench, tries):
    """(refused, routes): models that are labelled, half of them from the start, and refused by a policy or another webhook.

    What is refused has not happened; a route for it is one that nobody could close again.
    """
    names = [f"m-{number:03}" for number in range(tries)]
    refused = 0
    with models.namespace(bench) as namespace, progress.step(f"{4 * tries} labels that are refused"):
        for name in names:
            models.create(bench.client, name, namespace, LABEL)
        for refusal in (_by_policy, _by_webhook):
            with refusal(bench):
                for name in names:
                    refused += _refused(lambda: bench.client.merge(models.KIND, name, namespace, models.OPEN))  # noqa: B023
                    refused += _refused(lambda: models.create(
                        bench.client, f"new-{name}", namespace, {**LABEL, **models.OPEN["metadata"]["labels"]}))  # noqa: B023
                time.sleep(SETTLED)
        entries = [entry for entry in _entries(bench) if f"/{namespace}/" in entry]
        return refused, len(bench.api.items(models.ROUTE, namespace)) + len(entries)


def _labelling(namespace):
    def label(client, name):
        client.merge(models.KIND, name, namespace, models.OPEN)
        time.sleep(2 * APART)
    return label


def _entries(bench):
    return bench.api.get(*SHARED)["spec"]["rules"][0]["to"][0]["operation"]["notPaths"]


def _refused(write):
    try:
        write()
    except Refused:
        return 1
    return 0


@contextlib.contextmanager
def _by_policy(bench):
    """A policy of the API server's own refuses the label, after webhooks that change things were asked."""
    with static.applied(bench, "beside-refusal", {
            "matchConstraints": {"objectSelector": {"matchLabels": LABEL},
                                 "resourceRules": [{**policies.MODELS, "operations": ["CREATE", "UPDATE"]}]},
            "validations": [{"expression": f"!({policies.LABELLED})", "message": "refused for the comparison"}]}):
        with _in_force(bench):
            yield


@contextlib.contextmanager
def _by_webhook(bench):
    """A webhook that nobody answers for refuses it, beside those that judge."""
    bench.api.send("POST", WEBHOOKS, {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "beside-refusal"}, "webhooks": [{
            "name": "refusal.beside.test", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Fail",
            "timeoutSeconds": 1, "clientConfig": {"url": "https://127.0.0.1:1/"}, "objectSelector": {"matchLabels": LABEL},
            "matchConditions": [{"name": "labelled", "expression": policies.LABELLED}],
            "rules": [{**policies.MODELS, "operations": ["CREATE", "UPDATE"]}]}]})
    try:
        with _in_force(bench):
            yield
    finally:
        bench.api.send("DELETE", f"{WEBHOOKS}/beside-refusal")


@contextlib.contextmanager
def _in_force(bench):
    """Entered once a label is refused in a dry run, which changes nothing."""
    with models.namespace(bench) as namespace:
        models.create(bench.client, "probe", namespace, LABEL)
        bench.kubectl.until("the refusal", lambda: _refused(
            lambda: bench.client.merge(models.KIND, "probe", namespace, models.OPEN, "?dryRun=All")))
        yield

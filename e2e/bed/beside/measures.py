"""What is measured of each of them, in the order in which a new cluster meets it."""
import statistics
import threading
import time
from collections import namedtuple

from bed import progress
from bed.beside import policies, promises, static
from bed.bench import admission, counters, crowd, memory, models, opening, starts
from bed.bench.clients import together
from bed.bench.figures import figure, quantile
from bed.scenario.api import Refused
from bed.shell import Failed

# How much of it: `label` one after the other, `once` at once and how often, `many` by 4 clients, `seconds` of patches by each
# number of clients and round, `starts`, `tries` of each kind of refusal, `edits` of the shared policy.
Sizes = namedtuple("Sizes", "label once rounds many seconds starts tries edits")
WHOLE = Sizes(label=50, once=100, rounds=3, many=1000, seconds=2, starts=5, tries=10, edits=60)
SMALL = Sizes(label=5, once=10, rounds=1, many=40, seconds=0.5, starts=1, tries=2, edits=10)
STILL, LONGEST = 30, 240


def of(bench, subject, sizes):
    """The figures, each under the same name whoever is measured."""
    found = [figure("start", "start → ready, p50", quantile(starts.seconds(bench, sizes.starts), 0.5), "s"),
             figure("memory", "memory, idle", subject.takes(memory.of_each(bench)), "MiB"),
             opening.one_by_one(bench, sizes.label)[0], *opening.at_once(bench, sizes.once, sizes.rounds),
             *_admission(bench, sizes), *_edits(bench, sizes)]
    with subject.sharing(bench):
        accepted, lost = promises.foreign_edits_lost(bench, sizes.once, sizes.edits)
        refused, opened = promises.opened_though_refused(bench, sizes.tries)
    if (accepted, refused) != (sizes.edits, 4 * sizes.tries):
        raise Failed(f"only {accepted} of {sizes.edits} edits were accepted, or {refused} of {4 * sizes.tries} labels refused")
    found += [figure("edits", f"edits of a shared policy by others: lost, of {accepted}", lost),
              figure("refused", f"labels that were refused: opened all the same, of {refused}", opened)]
    return found + _many(bench, subject, sizes)


def _admission(bench, sizes):
    """What asking added to a write of a labelled model; the floor is the webhook in Go that says yes, asked in the same rounds."""
    found = admission.added(bench, sizes.seconds)
    yes = [each.value for each in found if "only says yes" in each.name]
    return [each._replace(floor=least, target=None)
            for each, least in zip((each for each in found if "added" in each.name), yes)]


def _edits(bench, sizes):
    """What judging an edit of require-jwt adds, harmless and as a dry run; beside it, CEL in the API server.

    CEL has no histogram of what it allows: two copies of the policy are edited by turns, one of which it judges.
    """
    with models.namespace(bench) as namespace:
        copy = bench.api.get("authorizationpolicy", policies.GUARDED, "istio-system")
        copy["spec"]["selector"] = {"matchLabels": {"app": "none"}}
        for name in ("judged", "free"):
            bench.client.create("authorizationpolicy", {key: copy[key] for key in ("apiVersion", "kind", "spec")} | {
                "metadata": {"name": name, "namespace": namespace}})
        before = counters.webhook(bench.api, bench.engine.webhooks)
        taken = _edited(bench, sizes, (policies.GUARDED, "istio-system"))[0]
        asked = (counters.webhook(bench.api, bench.engine.webhooks)[1] - before[1]) / len(taken)
        with static.judging(bench, namespace, "judged"):
            judged, free = (statistics.median(each) for each in _edited(
                bench, sizes, ("judged", namespace), ("free", namespace)))
    return [figure("guard", "edit of require-jwt: time added, mean, 1 client", asked, "ms"),
            figure("guard", "Kyverno's rule for it as a ValidatingAdmissionPolicy: write, p50, 1 client", judged, "ms", free)]


def _edited(bench, sizes, *which):
    """Seconds of each harmless edit, by turns of all of these policies."""
    taken, end, turn = [[] for _ in which], time.monotonic() + 2 * sizes.seconds, 0
    while time.monotonic() < end:
        turn += 1
        for (name, namespace), each in zip(which, taken):
            began = time.monotonic()
            bench.client.merge("authorizationpolicy", name, namespace, {"metadata": {"annotations": {"turn": str(turn)}}},
                               "?dryRun=All")
            each.append(time.monotonic() - began)
    return taken


def _many(bench, subject, sizes):
    """Labelled models created by a few clients; waits for routes as long as more of them come. They stay: the cluster goes."""
    count, refused, lock = sizes.many, [], threading.Lock()
    floor = crowd.floor(bench, count)
    namespace, names = models.begun(bench), crowd.NAMES[:count]

    def create(client, name):
        try:
            models.create(client, name, namespace, models.OPEN["metadata"]["labels"])
        except Refused as failure:
            with lock:
                refused.append((name, str(failure)))

    before = counters.unasked(bench)
    with bench.watching() as watch, progress.step(f"{count} labelled models by {crowd.CLIENTS} clients"):
        began = together(bench.api, crowd.CLIENTS, create, names)
        left = {models.route_of(name) for name in names} - {models.route_of(name) for name, _ in refused}
        last, missing = _came(watch, namespace, left, began)
        unjudged = counters.unasked(bench) - before
    if refused:
        progress.say(f"the first of {len(refused)} refused: {refused[0][1][:300]}")
    took = subject.takes(memory.of_each(bench))
    restarts = sum(status["restartCount"] for pod in bench.kubectl.items("pod", bench.engine.namespace, bench.engine.selector)
                   for status in pod["status"].get("containerStatuses", []))
    created = f"{count:,} created by {crowd.CLIENTS} clients"
    return [figure("many", f"{created}: calls refused or not judged", len(refused) + unjudged),
            figure("many", f"{created}: routes that did not come", missing),
            figure("many", f"{created}: the first call → the last route", last - began, "s", floor),
            figure("memory", f"memory, with {count:,} models", took, "MiB"),
            figure("many", "containers that ended and were started again", restarts)]


def _came(watch, namespace, names, began):
    """When the last of those came that did, and how many did not."""
    while True:
        with watch.changed:
            there = [when for (where, name), when in watch.there.items() if where == namespace and name in names]
            ended = watch.ended
        last, now = max(there, default=began), time.monotonic()
        if len(there) == len(names) or ended or now - last > STILL or now - began > LONGEST:
            return last, len(names) - len(there)
        time.sleep(0.2)

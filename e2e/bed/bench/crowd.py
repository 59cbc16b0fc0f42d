"""A thousand labelled models, created by a few clients: whether all calls are taken, and how soon all routes are there."""
import threading
import time

from bed import progress, release
from bed.bench import counters, models
from bed.bench.clients import together
from bed.bench.figures import figure
from bed.scenario.api import Refused

COUNT, CLIENTS = 1000, 4
NAMES = [f"m-{number:04}" for number in range(COUNT)]


def floor(bench, count=COUNT):
    """Seconds from the first creation until all exist, for as many routes written by hand."""
    with models.namespace(bench) as namespace, bench.watching() as watch, progress.step(f"{count} routes by hand"):
        models.create(bench.client, NAMES[0], namespace)
        original = models.first_route(bench, watch, NAMES[0], namespace)
        bench.client.delete(models.KIND, NAMES[0], namespace)
        routes = [models.by_hand(original, NAMES[0], name) for name in NAMES[:count]]
        began = together(bench.api, CLIENTS, lambda client, route: client.create(models.ROUTE, route), routes,
                         bench.engine.writer)
        return watch.came(namespace, [route["metadata"]["name"] for route in routes]) - began


def fill(bench, namespace, floor_seconds):
    """Creates them in a namespace, which may have that many here, and returns the figures."""
    release.upgrade(bench.cluster, {"exposure": {"routesPerNamespace": 100 * COUNT}})
    refused, last, lock = [], [0.0], threading.Lock()

    def create(client, name):
        try:
            models.create(client, name, namespace, {"expose-external": "true"})
        except Refused as failure:
            refused.append(failure)
            return
        with lock:
            last[0] = time.monotonic()

    before = counters.unasked(bench)
    with bench.watching() as watch, progress.step(f"{COUNT} labelled models by {CLIENTS} clients"):
        began = together(bench.api, CLIENTS, create, NAMES)
        if refused:
            progress.say(f"the first of {len(refused)} refused: {refused[0]}")
        taken = [name for name in NAMES if bench.api.get(models.KIND, name, namespace)] if refused else NAMES
        there = watch.came(namespace, [models.route_of(name) for name in taken], 300)
    unjudged = counters.unasked(bench) - before
    return [
        figure("thousand", f"{COUNT:,} created by {CLIENTS} clients: calls refused or not judged",
               len(refused) + unjudged, target=0),
        figure("thousand", f"{COUNT:,}: the last answer → all routes exist", max(0, there - last[0]), "s", target=5, judged=False),
        figure("thousand", f"{COUNT:,}: the first call → all routes exist", there - began, "s", floor_seconds)]

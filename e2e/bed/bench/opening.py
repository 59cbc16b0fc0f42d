"""From the label to the VirtualService: one model after the other, and a hundred at once."""
import statistics
import time

from bed import progress
from bed.bench import models
from bed.bench.clients import together
from bed.bench.figures import figure, quantile

NAMES = [f"m-{number:03}" for number in range(100)]
TIMES, ROUNDS = 50, 5


def one_by_one(bench, times=TIMES):
    ours, floor = [], []
    with models.namespace(bench) as namespace, bench.watching() as watch, progress.step(f"labelling {times} models"):
        original = _prepared(bench, watch, namespace, NAMES[:times])
        for name in NAMES[:times]:
            ours.append(_until_there(watch, namespace, models.route_of(name), lambda: bench.client.merge(
                models.KIND, name, namespace, models.OPEN)))  # noqa: B023  called before the next turn
            time.sleep(0.05)
            route = models.by_hand(original, NAMES[0], name)
            floor.append(_until_there(watch, namespace, route["metadata"]["name"],
                                      lambda: bench.ourselves.create(models.ROUTE, route)))  # noqa: B023
            time.sleep(0.05)
    return [figure("label", "label → VirtualService exists, p50", quantile(ours, 0.5), "ms", quantile(floor, 0.5), 0.02),
            figure("label", f"label → VirtualService exists, p99 of {times}", quantile(ours, 0.99), "ms", quantile(floor, 0.99), 0.08,
                   judged=False)]


def at_once(bench, count=len(NAMES), rounds=ROUNDS):
    """As many clients as models, all at the same moment, several times over."""
    ours, floor, names = [], [], NAMES[:count]
    with models.namespace(bench) as namespace, bench.watching() as watch, \
            progress.step(f"labelling {count} models at once, {rounds} times"):
        original = _prepared(bench, watch, namespace, names)
        routes = [models.by_hand(original, names[0], name) for name in names]
        by_hand = [route["metadata"]["name"] for route in routes]
        for _ in range(rounds):
            began = together(bench.api, count, lambda client, name: client.merge(
                models.KIND, name, namespace, models.OPEN), names)
            ours.append(watch.came(namespace, [models.route_of(name) for name in names]) - began)
            _shut(bench, watch, namespace, names)
            began = together(bench.api, count, lambda client, route: client.create(models.ROUTE, route), routes,
                             bench.engine.writer)
            floor.append(watch.came(namespace, by_hand) - began)
            together(bench.api, 8, lambda client, name: client.delete(models.ROUTE, name, namespace), by_hand,
                     bench.engine.writer)
            watch.went(namespace, by_hand)
    return [figure("hundred", f"{count} labelled at once → all exist", statistics.median(ours), "s", statistics.median(floor), 1)]


def _prepared(bench, watch, namespace, names):
    """Models without the label; returns the route that Sallyport makes for the first of them."""
    together(bench.api, 8, lambda client, name: models.create(client, name, namespace), names)
    original = models.first_route(bench, watch, names[0], namespace)
    _shut(bench, watch, namespace, names[:1])
    return original


def _shut(bench, watch, namespace, names):
    together(bench.api, 8, lambda client, name: client.merge(models.KIND, name, namespace, models.SHUT), names)
    watch.went(namespace, [models.route_of(name) for name in names])
    time.sleep(0.3)


def _until_there(watch, namespace, route, write):
    began = time.monotonic()
    write()
    return watch.came(namespace, [route]) - began

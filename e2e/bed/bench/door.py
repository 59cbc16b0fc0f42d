"""From the label to the first answer, and from its end to the last one, as a caller outside sees it."""
import time

from bed import progress, recipe
from bed.bench import models
from bed.bench.figures import figure, quantile
from bed.shell import Failed

MODEL = "iris"
TIMES, LONGEST, QUIET, PATIENCE = 50, 60, 0.15, 30


def opened_and_shut(bench, others, times_each=TIMES):
    """Toggles the label, and by turns the same route by hand, while so many other models are exposed."""
    beside = f", beside {others:,} models" if others else ""
    with models.namespace(bench) as namespace, bench.watching() as watch:
        models.answering(bench, MODEL, namespace)
        original = models.first_route(bench, watch, MODEL, namespace)
        route = models.by_hand(original, MODEL, MODEL)
        caller = _Caller(bench, namespace)
        caller.seen(True)
        bench.client.merge(models.KIND, MODEL, namespace, models.SHUT)
        caller.seen(False)
        times = {key: [] for key in ("open", "shut", "open by hand", "shut by hand")}
        with progress.step(f"opening and shutting up to {times_each} times{beside}"):
            end = time.monotonic() + LONGEST
            while len(times["open"]) < times_each and time.monotonic() < end:
                times["open"].append(caller.after(True, lambda: bench.client.merge(
                    models.KIND, MODEL, namespace, models.OPEN)))
                times["shut"].append(caller.after(False, lambda: bench.client.merge(
                    models.KIND, MODEL, namespace, models.SHUT)))
                times["open by hand"].append(caller.after(True, lambda: bench.ourselves.create(models.ROUTE, route)))
                times["shut by hand"].append(caller.after(False, lambda: bench.ourselves.delete(
                    models.ROUTE, route["metadata"]["name"], namespace)))
    return [figure("door", f"{what}{beside}, {name}", quantile(times[key], share), "ms",
                   quantile(times[f"{key} by hand"], share), judged=share == 0.5)
            for key, what in (("open", "label → first 200"), ("shut", "label gone → last 200"))
            for share, name in ((0.5, "p50"), (0.99, "p99"))]


class _Caller:
    def __init__(self, bench, namespace):
        self.gateway, self.path = bench.gateway, f"/kfserving/{namespace}/{MODEL}"
        self.token = bench.kubectl.token("default", namespace)

    def after(self, wanted, write):
        """Seconds from the write until calls are answered so, and stay so; of shutting, until the last that was."""
        began = time.monotonic()
        write()
        return self.seen(wanted) - began

    def seen(self, wanted):
        begun, changed = time.monotonic(), None
        last = begun
        while time.monotonic() - begun < PATIENCE:
            answer = self.gateway.call("POST", self.path, self.token, recipe.ORDINARY)
            now = time.monotonic()
            if (answer.status == 200 and "predictions" in answer.body) == wanted:
                changed = changed or now
                if now - changed > QUIET:
                    return changed if wanted else last
            else:
                changed, last = None, now
            time.sleep(0.005)
        raise Failed(f"{self.path} was not {'open' if wanted else 'shut'} within {PATIENCE} s")

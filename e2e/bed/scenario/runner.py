"""Runs scenarios: those that touch nothing shared side by side, then the others one after the other."""
import queue
import threading
import time
import traceback
from collections import namedtuple

from bed import release, shell
from bed.scenario import (  # noqa: F401  they register themselves
    words_answers, words_calls, words_clients, words_cluster, words_crowd, words_flow, words_knative)
from bed.scenario.vocabulary import Unexpected
from bed.scenario.world import Run

Result = namedtuple("Result", "name outcome seconds reason")


def run(world, scenarios, at_once, report, serial=True, keep=False, long=False):
    """Returns a Result for each scenario; `report` hears of each as soon as it is known."""
    results = []

    def finished(result):
        results.append(result)
        report(result)

    side_by_side = [s for s in scenarios if not s.serial]
    waiting = queue.SimpleQueue()
    # Those with a real model or a Knative one first: they take longest, and the last ones to finish decide when all are.
    for scenario in sorted(side_by_side, key=lambda s: (s.order, not {"iris", "knative"} & set(s.needs))):
        waiting.put(scenario)

    def work():
        while True:
            try:
                scenario = waiting.get_nowait()
            except queue.Empty:
                return
            finished(_one(world, scenario, keep))

    threads = [threading.Thread(target=work) for _ in range(min(at_once, len(side_by_side)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for scenario in sorted((s for s in scenarios if s.serial), key=lambda s: s.order):
        if not serial:
            finished(Result(scenario.name, "skipped", 0.0,
                            "changes what others on this cluster use; say --serial to run it"))
        elif scenario.long and not long:
            finished(Result(scenario.name, "skipped", 0.0, "takes minutes; say --long to run it"))
        else:
            finished(_one(world, scenario, keep))
    return results


def _one(world, scenario, keep):
    began = time.monotonic()

    def result(outcome, reason=""):
        return Result(scenario.name, outcome, time.monotonic() - began, reason)

    missing = world.missing(scenario)
    if missing:
        return result("skipped", "; ".join(missing))
    here, reasons = Run(world, scenario), []

    def attempt(action, *given):
        try:
            action(*given)
        except (Unexpected, shell.Failed) as failure:
            reasons.append(str(failure))
        except Exception:  # a fault of the bed itself must not end the other scenarios
            reasons.append(f"at {here.at}: {traceback.format_exc()}")

    def body():
        here.prepare()
        for path, step in scenario.steps:
            here.step(step, path)

    attempt(body)
    if reasons:
        attempt(lambda: reasons.append(release.witness(world.kubectl, time.monotonic() - began)))
    for index, step in enumerate(scenario.finally_):
        attempt(here.step, step, f"finally[{index}]")
    if not keep:
        here.clean()
    return result("failed" if reasons else "passed", "\n".join(reasons))

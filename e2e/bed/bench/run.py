"""Which rows there are, the order in which a cluster meets them, and what is made of their figures."""
import contextlib

from bed import progress
from bed.bench import ROWS, admission, crowd, door, edits, figures, kserve, memory, models, opening, reference, starts
from bed.bench.clients import Client
from bed.bench.engine import SALLYPORT
from bed.bench.watch import Watch
from bed.kubectl import Kubectl
from bed.outside import Gateway
from bed.scenario.api import Api

ALONE = {
    "start": starts.ready,
    "memory": lambda bench: memory.taken(bench, 0),
    "label": opening.one_by_one,
    "hundred": opening.at_once,
    "admission": admission.added,
    "door": lambda bench: door.opened_and_shut(bench, 0),
    "edit": edits.judged,
}
BESIDE = {
    "door": lambda bench: door.opened_and_shut(bench, crowd.COUNT),
    "memory": lambda bench: memory.taken(bench, crowd.COUNT),
}


class Bench:
    """A cluster with the engine that is measured, and the clients that everybody uses."""

    def __init__(self, cluster, engine=SALLYPORT):
        self.cluster, self.engine, self.kubectl = cluster, engine, Kubectl.of(cluster)
        self.api, self.gateway = Api(self.kubectl), Gateway.of(self.kubectl)
        self.client, self.ourselves = Client(self.api), Client(self.api, engine.writer)

    @contextlib.contextmanager
    def watching(self):
        watch = Watch(self.api)
        try:
            yield watch
        finally:
            watch.close()

    def close(self):
        self.api.close()


def command(cluster, wanted, output, update):
    """Measures, prints, and returns the exit code."""
    known, bench = reference.read(), Bench(cluster)
    try:
        with kserve.aside(bench.kubectl, bench.api):
            found = _rows(bench, wanted)
            if not update:
                found = _judged(bench, found, known)
    finally:
        bench.close()
    if update:
        reference.write(found)
    worse = [] if update else reference.worse(found, known)
    notes = {} if update else reference.notes(found, known)
    print(figures.table(found, notes) if output == "table" else figures.as_json(found, notes))
    for figure in worse:
        progress.say(f"{figure.name}: {figure.ratio:.3g}, and was {known[figure.name]:.3g}")
    return 1 if worse else 0


def _judged(bench, found, known):
    """What seems worse than before is measured twice more; the median counts, so that noise alone fails nothing."""
    bad = {figure.row for figure in reference.worse(found, known)}
    if not bad:
        return found
    progress.say(f"worse than before, measured again: {', '.join(sorted(bad))}")
    tries = found + [figure for _ in range(2) for figure in _rows(bench, bad)]
    same = [[figure for figure in tries if figure.name == first.name] for first in found]
    return [sorted(each, key=lambda figure: figure.ratio)[len(each) // 2] for each in same]


def _rows(bench, wanted):
    """The figures of these rows, in the order of ROWS."""
    found = []
    for row, measure in ALONE.items():
        if row in wanted:
            found += measure(bench)
    if {"thousand", *BESIDE} & set(wanted):
        found += _crowded(bench, wanted)
    return sorted(found, key=lambda figure: ROWS.index(figure.row))


def _crowded(bench, wanted):
    found = []
    floor = crowd.floor(bench) if "thousand" in wanted else None
    with models.namespace(bench) as namespace:
        figures = crowd.fill(bench, namespace, floor)
        found += figures if "thousand" in wanted else []
        for row, measure in BESIDE.items():
            if row in wanted:
                found += measure(bench)
    return found

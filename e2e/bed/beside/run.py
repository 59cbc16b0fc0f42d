"""One cluster after the other, never two at once; then one table of both."""
import contextlib
import json
import time

import yaml

from bed import commands, parts, paths, product, progress, release
from bed.beside import kyverno, measures, policies
from bed.bench import engine, kserve
from bed.bench.figures import shown
from bed.bench.page import machine, replaced
from bed.bench.run import Bench
from bed.cluster import Cluster

# A model outside the mesh, called by the accounts of its own namespace: what Kyverno is told to write.
GOLDEN = paths.REPOSITORY / "src/test/resources/companions/standard-v1/out-companions.yaml"
MARK = "e2e/bench --beside kyverno --write"
SETTINGS = {"exposure": {"routesPerNamespace": 100 * measures.WHOLE.many}}


class Sallyport:
    """Two pods, either of which can do everything."""
    engine = engine.SALLYPORT

    def install(self, cluster):
        release.install(cluster)
        release.upgrade(cluster, SETTINGS)

    def takes(self, pods):
        """Bytes of memory: of the pod that takes most."""
        return max(working for working, _ in pods)

    def sharing(self, bench):  # noqa: ARG002  its own entry in the shared policy is always there
        return contextlib.nullcontext()


class Kyverno:
    """A controller for admission and one that writes, one pod each."""
    engine = engine.KYVERNO

    def install(self, cluster):
        routes = yaml.safe_load_all(GOLDEN.read_text())
        kyverno.install(cluster, next(o for o in routes if o["kind"] == "VirtualService"))

    def takes(self, pods):
        """Bytes of memory: of both together, since one without the other does not do it."""
        return sum(working for working, _ in pods)

    @contextlib.contextmanager
    def sharing(self, bench):
        """The policy for the shared list is there only for what is said of such lists: it would cost each label more."""
        policy = policies.sharing()
        bench.kubectl.until("Kyverno to take the policy", lambda: bench.kubectl.apply(policy))
        time.sleep(5)  # its webhook follows
        try:
            yield
        finally:
            bench.kubectl.run("delete", "mutatingpolicies.policies.kyverno.io", policy["metadata"]["name"])


def command(small, output, write):
    """Measures both, prints, and returns the exit code."""
    sizes = measures.SMALL if small else measures.WHOLE
    parts.ensure(parts.PROGRAMS)
    product.image()
    ours, theirs = (_measured(subject, sizes) for subject in (Sallyport(), Kyverno()))
    print(json.dumps([_row(*pair) for pair in zip(ours, theirs)], indent=2) if output == "json" else table(ours, theirs))
    if write:
        replaced(MARK, table(ours, theirs))
    return 0


def table(ours, theirs):
    """Markdown, with the machine above it."""
    heads = ("", "floor", "Sallyport", "times", "floor", "Kyverno", "times", "Kyverno ÷ Sallyport")
    lines = [tuple(cell.replace("|", "/") for cell in _cells(*pair)) for pair in zip(ours, theirs)]
    rows = "\n".join("| " + " | ".join(line) + " |" for line in (heads, ("---",) * len(heads), *lines))
    return f"{machine()}, Kyverno {parts.version('kyverno')}, {time.strftime('%Y-%m-%d')}:\n\n{rows}"


def _measured(subject, sizes):
    cluster = Cluster(f"beside-{subject.engine.name}")
    try:
        commands.up(cluster)
        subject.install(cluster)
        bench = Bench(cluster, subject.engine)
        try:
            with kserve.aside(bench.kubectl, bench.api):
                found = measures.of(bench, subject, sizes)
        finally:
            bench.close()
    finally:
        commands.down(cluster)
    for each in found:
        progress.say(f"{subject.engine.name}: {each.name}: {shown(each.value, each.unit)}")
    return found


def _cells(ours, theirs):
    def said(each):
        return (shown(each.floor, each.unit), shown(each.value, each.unit), f"{each.ratio:.2f}" if each.floor is not None else "")
    return ours.name, *said(ours), *said(theirs), f"{theirs.ratio / ours.ratio:.1f}" if ours.ratio else ""


def _row(ours, theirs):
    return {"name": ours.name, "sallyport": ours._asdict(), "kyverno": theirs._asdict()}

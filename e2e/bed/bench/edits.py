"""How long the guard takes over an edit of a protected policy; needs no cluster."""
import json

from bed import agreement, paths, progress, shell
from bed.bench.figures import figure

PROGRAM = "io.sallyport.agreement.EditFigures"
MANIFESTS = paths.REPOSITORY / "src/test/resources/guard/_base"
POLICIES = 1820
# Of a Pod's heap, so that the collector works as it does there.
HEAP = ("-XX:+UseSerialGC", "-Xmx160m")
TARGETS = {"median": 0.002, "p99": 0.02, "worst": 0.1}


def judged(bench):  # noqa: ARG001  every row is given the bench
    command = agreement.java(PROGRAM, *HEAP)
    with progress.step(f"{POLICIES:,} random edits of require-jwt"):
        found = json.loads(shell.run(*command, str(MANIFESTS), str(POLICIES), str(agreement.SEED)))
    return [figure("edit", f"check of a random edit of require-jwt, CPU, {name}", found[name], "ms", target=target,
                   judged=False) for name, target in TARGETS.items()]

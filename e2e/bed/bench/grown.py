"""`e2e/bench --models`: a cluster of its own, the figures at each size, their table and their plot."""
import json
import time

from bed import commands, paths, product, progress, release
from bed.bench import growth, kserve, plot
from bed.bench.figures import UNITS, shown
from bed.bench.page import machine, replaced
from bed.bench.run import Bench
from bed.cluster import Cluster

PICTURE = paths.REPOSITORY / "src/site/markdown/growth.svg"
MARK = "e2e/bench --models --write"
PANELS = (
    ("Memory", "MiB", {"a pod of ours": "memory", "the gateway": "envoy"}),
    ("CPU for a change of a label", "ms", {"ours": "event", "istiod": "istiod event"}),
    ("Label → VirtualService", "ms", {"ours": "label", "by hand": "label floor"}),
    ("Label → first 200", "ms", {"ours": "door", "by hand": "door floor"}),
    ("With all of them there", "s", {"start → ready": "start", "another leader": "handover"}),
    ("At the gateway", "MiB", {"dump of its routes": "configuration"}))


def command(sizes, output, write):
    """Measures, prints, and returns the exit code: 1 where a size was not reached."""
    product.image()
    cluster, found = Cluster("growth"), {}
    try:
        commands.up(cluster)
        release.install(cluster)
        bench = Bench(cluster)
        try:
            with kserve.aside(bench.kubectl, bench.api):
                for size, figures in growth.at_each(bench, sizes):
                    found[size] = figures
                    progress.say(f"{size:,} models: {json.dumps({key: round(value, 5) for key, value in figures.items()})}")
        finally:
            bench.close()
    finally:
        commands.down(cluster)
    print(json.dumps(found, indent=2) if output == "json" else table(found))
    if write and found:
        replaced(MARK, f"![Cost over the number of models]({PICTURE.name})\n\n{table(found)}")
        PICTURE.write_text(picture(found))
    return 0 if len(found) == len(sizes) else 1


def table(found):
    """Markdown, with the machine above it."""
    heads = ("", *(f"{size:,}" for size in found))
    lines = [(what, *(shown(figures.get(key), unit) for figures in found.values())) for key, what, unit in growth.COLUMNS]
    rows = "\n".join("| " + " | ".join(line) + " |" for line in (heads, ("---",) * len(heads), *lines))
    return f"{machine()}, {time.strftime('%Y-%m-%d')}:\n\n{rows}"


def picture(found):
    """The plot of the same figures."""
    return plot.svg([(title, unit, {name: {size: figures.get(key, 0) * UNITS[unit][0] for size, figures in found.items()}
                                    for name, key in lines.items()}) for title, unit, lines in PANELS])

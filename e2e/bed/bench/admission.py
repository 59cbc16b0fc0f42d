"""What our admission adds to a write: dry-run patches of a labelled model, and of one the API server asks us nothing about."""
import statistics
import threading
import time

from bed import progress
from bed.bench import counters, models, yes
from bed.bench.clients import Client, together
from bed.bench.figures import figure, quantile

TARGETS = {1: 0.0004, 10: 0.0015, 50: 0.008}
ROUNDS, SECONDS = 3, 2


def added(bench, seconds=SECONDS):
    with models.namespace(bench) as namespace, bench.watching() as watch:
        for name in ("labelled", "plain"):
            models.create(bench.client, name, namespace)
        models.first_route(bench, watch, "labelled", namespace)
        with yes.asked(bench, "asked", namespace):
            for name in ("labelled", "asked"):
                _patches(bench, namespace, name, 10, seconds)  # the first calls on new connections are no measure
            return [each for clients, target in TARGETS.items() for each in _level(bench, namespace, clients, target, seconds)]


def _level(bench, namespace, clients, target, seconds):
    ours, plain, cpu_ours, cpu_plain, spent, least = [], [], 0.0, 0.0, (0, 0.0), (0, 0.0)
    pods = counters.processes(bench)
    server = counters.api_server(bench.cluster)
    with progress.step(f"admission with {clients} clients"):
        for _ in range(ROUNDS):
            plain_before = counters.cpu(server)
            plain += _patches(bench, namespace, "plain", clients, seconds)
            cpu_plain += counters.cpu(server) - plain_before
            before, cpu_before = counters.webhook(bench.api, bench.engine.webhooks), counters.cpu(pods)
            patched = _patches(bench, namespace, "labelled", clients, seconds)
            ours, cpu_ours = ours + patched, cpu_ours + counters.cpu(pods) - cpu_before
            spent = _more(spent, before, counters.webhook(bench.api, bench.engine.webhooks))
            before = counters.webhook(bench.api, yes.NAME)
            _patches(bench, namespace, "asked", clients, seconds)
            least = _more(least, before, counters.webhook(bench.api, yes.NAME))
    calls = len(ours)  # a write may be asked about more than once
    say = f"{clients} client{'s' if clients > 1 else ''}"
    yield figure("admission", f"admission time added, mean, {say}", spent[1] / calls, "ms", statistics.mean(plain), target)
    yield figure("admission", f"the same of a webhook in Go that only says yes, {say}", least[1] / least[0], "ms", judged=False)
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        yield figure("admission", f"dry-run write seen by {say}, {name}", quantile(ours, share), "ms",
                     quantile(plain, share), judged=share == 0.5)
    if clients == max(TARGETS):
        # The floor: writes that a core of the API server takes.
        yield figure("admission", "AdmissionReviews per second and core", calls / cpu_ours, "", len(plain) / cpu_plain,
                     higher=True)


def _more(total, before, after):
    """Calls and seconds, with those between two readings."""
    return tuple(each + now - then for each, then, now in zip(total, before, after))


def _patches(bench, namespace, name, clients, seconds):
    """Seconds of each of the patches that so many clients send one after the other for a while."""
    taken, lock, end = [], threading.Lock(), time.monotonic() + seconds

    def patch(client: Client, turn):
        began = time.monotonic()
        client.merge(models.KIND, name, namespace, {"metadata": {"annotations": {"turn": str(turn)}}}, "?dryRun=All")
        with lock:
            taken.append(time.monotonic() - began)

    together(bench.api, clients, patch, _turns(end))
    return taken


def _turns(end):
    turn = 0
    while time.monotonic() < end:
        turn += 1
        yield turn

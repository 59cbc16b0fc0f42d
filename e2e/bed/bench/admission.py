"""What our admission adds to a write: dry-run patches of a labelled model, and of one the API server asks us nothing about."""
import statistics
import threading
import time

from bed import progress
from bed.bench import counters, models, yes
from bed.bench.clients import Client, together
from bed.bench.figures import figure, quantile

WEBHOOK = "inferenceservice.sallyport.io"
TARGETS = {1: 0.0004, 10: 0.0015, 50: 0.008}
ROUNDS, SECONDS = 3, 2


def added(bench):
    with models.namespace(bench) as namespace, bench.watching() as watch:
        for name in ("labelled", "plain"):
            models.create(bench.client, name, namespace)
        models.first_route(bench, watch, "labelled", namespace)
        with yes.asked(bench, "asked", namespace):
            for name in ("labelled", "asked"):
                _patches(bench, namespace, name, 10)  # the first calls on new connections are no measure
            return [each for clients, target in TARGETS.items() for each in _level(bench, namespace, clients, target)]


def _level(bench, namespace, clients, target):
    ours, plain, cpu_ours, cpu_plain, spent, least = [], [], 0.0, 0.0, (0, 0.0), (0, 0.0)
    pods = [counters.process_of(bench.cluster, pod) for pod in counters.pods(bench.kubectl)]
    server = counters.api_server(bench.cluster)
    with progress.step(f"admission with {clients} clients"):
        for _ in range(ROUNDS):
            plain_before = counters.cpu(server)
            plain += _patches(bench, namespace, "plain", clients)
            cpu_plain += counters.cpu(server) - plain_before
            before, cpu_before = counters.webhook(bench.api, WEBHOOK), counters.cpu(pods)
            ours += _patches(bench, namespace, "labelled", clients)
            cpu_ours += counters.cpu(pods) - cpu_before
            spent = _more(spent, before, counters.webhook(bench.api, WEBHOOK))
            before = counters.webhook(bench.api, yes.NAME)
            _patches(bench, namespace, "asked", clients)
            least = _more(least, before, counters.webhook(bench.api, yes.NAME))
    calls, seconds = spent
    say = f"{clients} client{'s' if clients > 1 else ''}"
    yield figure("admission", f"admission time added, mean, {say}", seconds / calls, "ms", statistics.mean(plain), target)
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


def _patches(bench, namespace, name, clients):
    """Seconds of each of the patches that so many clients send one after the other for a while."""
    taken, lock, end = [], threading.Lock(), time.monotonic() + SECONDS

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

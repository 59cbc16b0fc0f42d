"""How long a pod of ours takes from its process to its own /readyz, with the AOT cache and without."""
import http.client
import random
import ssl
import time
from pathlib import Path

from bed import outside, progress
from bed.bench import counters
from bed.bench.figures import figure, quantile
from bed.shell import Failed

TIMES, WITHOUT_CACHE, PATIENCE = 10, 5, 60
WITHOUT = {"name": "JAVA_TOOL_OPTIONS", "value": "-XX:AOTMode=off"}


def ready(bench):
    """Pods of their own, made from the Deployment's template; no Service sends them anything."""
    deployment = _deployment(bench)
    taken = {"with": [], "without": []}
    with progress.step(f"starting a pod {TIMES} times with the AOT cache and {WITHOUT_CACHE} times without"):
        for turn in range(TIMES):
            taken["with"].append(_start(bench, deployment, []))
            if turn % (TIMES // WITHOUT_CACHE) == 0:
                taken["without"].append(_start(bench, deployment, [WITHOUT]))
    target = 1.0
    return [figure("start", "start → ready, p50; floor: without AOT cache", quantile(taken["with"], 0.5), "s",
                   quantile(taken["without"], 0.5), target),
            figure("start", f"start → ready, slowest of {TIMES}", max(taken["with"]), "s", max(taken["without"]), target,
                   judged=False)]


def seconds(bench, times):
    """What each of so many starts takes, as it is installed."""
    deployment = _deployment(bench)
    with progress.step(f"starting a pod {times} times"):
        return [_start(bench, deployment, []) for _ in range(times)]


def _deployment(bench):
    return bench.kubectl.get("deployment", bench.engine.deployment, bench.engine.namespace)


def _start(bench, deployment, extra):
    engine = bench.engine
    name = f"bench-{random.randrange(16 ** 5):05x}"
    spec = deployment["spec"]["template"]["spec"]
    container = {**spec["containers"][0], "env": [*spec["containers"][0].get("env", []), *extra]}
    known = _processes()
    bench.api.send("POST", bench.api.path("pod", engine.namespace), {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": engine.namespace, "labels": {"sidecar.istio.io/inject": "false"}},
        "spec": {**spec, "containers": [container], "terminationGracePeriodSeconds": 1}})
    try:
        end = time.monotonic() + PATIENCE
        pid = _process(bench, name, known, end)
        began = counters.started(pid)
        return _answering(engine, pid, end) - began
    except Failed as failure:
        # A container that ended is started again, and the log of the first one tells why.
        logs = [bench.kubectl.call("logs", name, "-n", engine.namespace, "--tail=5", *how).stdout
                for how in (["--previous"], [])]
        raise Failed(f"{failure}\n{next(filter(None, logs), '').strip()}") from failure
    finally:
        bench.api.send("DELETE", bench.api.path("pod", engine.namespace, name), {"gracePeriodSeconds": 0})
        bench.kubectl.wait(f"pod/{name}", "delete", engine.namespace)


def _process(bench, pod, known, end):
    while time.monotonic() < end:
        known &= _processes()  # a number may be given again
        found = counters.process_of(bench.cluster, pod, _processes() - known, bench.engine.variable)
        if found and Path(f"/proc/{found}/comm").read_text().strip() == bench.engine.program:
            return found
        time.sleep(0.01)
    raise Failed(f"no process of pod {pod} within {PATIENCE} s")


def _processes():
    return {entry.name for entry in Path("/proc").glob("[0-9]*")}


def _answering(engine, pid, end):
    """When the engine first said that it is ready, on the clock that runs since the machine started; asked every 10 ms in the pod's network."""
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    connection, said = None, "nothing"
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        try:
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=5)
                connection.sock = unverified.wrap_socket(outside.connect("127.0.0.1", engine.port, f"/proc/{pid}/ns/net", 5))
            connection.request("GET", engine.ready)
            answer = connection.getresponse()
            said = answer.read().decode(errors="replace").strip()
            if answer.status == 200:
                return time.clock_gettime(time.CLOCK_BOOTTIME)
        except (OSError, http.client.HTTPException) as failure:
            connection, said = None, repr(failure)
        time.sleep(0.01)
    ended = not Path(f"/proc/{pid}").exists()
    raise Failed(f"a pod of the bench {'ended' if ended else f'was not ready within {PATIENCE} s'}; it last said {said}")

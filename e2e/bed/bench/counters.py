"""What the API server and the processes count about themselves."""
import os
from pathlib import Path

from bed.bench.clients import Client

DURATION = "apiserver_admission_webhook_admission_duration_seconds"
UNASKED = "apiserver_admission_webhook_fail_open_count"


def webhook(api, name):
    """How many calls there were of the webhooks whose names contain this, and the seconds they took together."""
    found = _metrics(api)
    return tuple(sum(value for line, value in found if line.startswith(f"{DURATION}_{part}{{") and name in line)
                 for part in ("count", "sum"))


def unasked(bench):
    """How often the API server did not reach a webhook of the engine's and let the write through."""
    return sum(value for line, value in _metrics(bench.api) if line.startswith(UNASKED) and bench.engine.webhooks in line)


def cpu(pids):
    """Seconds of CPU that these processes have used."""
    ticks = 0
    for pid in pids:
        used = _stat(pid)
        ticks += int(used[11]) + int(used[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def started(pid):
    """When a process began, in seconds since the machine did."""
    return int(_stat(pid)[19]) / os.sysconf("SC_CLK_TCK")


def processes(bench):
    """The pids of the programs in the engine's pods."""
    return [process_of(bench.cluster, pod, variable=bench.engine.variable) for pod in pods(bench)]


def api_server(cluster):
    return [pid for pid in cluster.processes() if _named(pid) == "kube-apiserver"]


def process_of(cluster, pod, among=None, variable="POD_NAME"):
    """The pid on this machine of the program in a pod that is told its name by a variable, or None."""
    return next(_of_pod(cluster, pod, among, variable), None)


def all_of(cluster, pod):
    """The pids of all programs in a pod that are told its name."""
    return list(_of_pod(cluster, pod, None, "POD_NAME"))


def _of_pod(cluster, pod, among, variable):
    for pid in among or (entry.name for entry in Path("/proc").glob("[0-9]*")):
        try:
            if f"{variable}={pod}".encode() in Path("/proc", pid, "environ").read_bytes().split(b"\0") \
                    and cluster.cgroup in Path("/proc", pid, "cgroup").read_text():
                yield int(pid)
        except OSError:
            pass  # it ended while we looked


def pods(bench):
    """The names of the engine's pods."""
    return [pod["metadata"]["name"] for pod in bench.kubectl.items("pod", bench.engine.namespace, bench.engine.selector)]


def _metrics(api):
    text = Client(api).send("GET", "metrics").decode()
    return [(line, float(value)) for line, _, value in (line.rpartition(" ") for line in text.splitlines())
            if line.startswith((DURATION, UNASKED))]


def _stat(pid):
    """The fields after the name, which may contain spaces."""
    return Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()


def _named(pid):
    try:
        return Path("/proc", str(pid), "comm").read_text().strip()
    except OSError:
        return ""

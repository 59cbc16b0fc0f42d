"""What a pod of ours takes, from the kubelet, which asks the kernel."""
import json
import time

from bed import progress, release
from bed.bench import counters
from bed.bench.figures import figure
from bed.shell import Failed

SUMMARY = "/api/v1/nodes/node/proxy/stats/summary"


def taken(bench, models):
    """Of the pod that takes most. Idle means new: what a pod once had to hold, it keeps for a while."""
    if not models:
        bench.kubectl.run("rollout", "restart", f"deployment/{release.NAME}", "-n", release.NAMESPACE)
        bench.kubectl.rolled_out(release.NAME, release.NAMESPACE)
        release.older_gone(bench.kubectl)
        release.answering(bench.kubectl)
    working, anonymous = (max(values) for values in zip(*of_each(bench)))
    when = f"with {models:,} models" if models else "idle"
    return [figure("memory", f"memory of a pod {when}, working set", working, "MiB", target=150 * 2 ** 20 if models else None),
            figure("memory", f"memory of a pod {when}, anonymous", anonymous, "MiB")]


def of_each(bench):
    """(working set, anonymous) in bytes of each of the engine's pods."""
    with progress.step("asking the kubelet for memory"):
        time.sleep(10)  # what was asked of them last is over
        return [fresh(bench.kubectl, pod) for pod in counters.pods(bench)]


def fresh(kubectl, pod):
    """(working set, anonymous) in bytes, sampled after we asked."""
    asked = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def sampled():
        for found in json.loads(kubectl.run("get", "--raw", SUMMARY))["pods"]:
            if found["podRef"]["name"] == pod:
                memory = found["containers"][0]["memory"]
                return (memory["workingSetBytes"], memory["rssBytes"]) if memory["time"] >= asked else None
        raise Failed(f"the kubelet has no numbers of {pod} yet")

    return kubectl.until(f"new numbers of {pod}", sampled, timeout=60, pause=1)

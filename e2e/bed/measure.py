"""How fast the door opens and shuts, and what a pod of ours costs."""
import calendar
import json
import statistics
import time

from bed import progress, recipe, release, shell, standins
from bed.kubectl import Kubectl
from bed.outside import Gateway

NAMESPACE, MODEL = "bench", "iris"
PATH = f"/kfserving/{NAMESPACE}/{MODEL}"


def run(cluster, times):
    """Rows of (what, median, worst); the release has to be installed."""
    kubectl = Kubectl.of(cluster)
    gateway = Gateway.of(kubectl)
    kubectl.apply(recipe.plain(NAMESPACE))
    try:
        kubectl.until("the account", lambda: kubectl.get("serviceaccount", "default", NAMESPACE))
        standins.create(kubectl, NAMESPACE, [MODEL])
        token = kubectl.token("default", NAMESPACE)
        opening, shutting = [], []
        with progress.step(f"opening and shutting {times} times"):
            for _ in range(times):
                opening.append(_toggled(kubectl, gateway, token, "expose-external=true", True))
                shutting.append(_toggled(kubectl, gateway, token, "expose-external-", False))
    finally:
        kubectl.call("delete", "namespace", NAMESPACE, "--wait=false")
    started, memory = _pods(kubectl)
    return [
        ("label to first 200", *_seconds(opening)),
        ("unlabel to last 200", *_seconds(shutting)),
        ("pod's start to Ready", *_seconds(started)),
        ("memory of a pod (working set)", *(f"{value / 2 ** 20:.0f} MiB" for value in (statistics.median(memory), max(memory)))),
    ]


def _toggled(kubectl, gateway, token, label, wanted):
    """Seconds from the API server's answer to the label until calls are answered so, and stay so."""
    kubectl.run("label", "isvc", MODEL, "-n", NAMESPACE, label, "--overwrite")
    began = time.monotonic()
    changed, last = None, began
    while time.monotonic() - began < 30:
        answer = gateway.call("POST", PATH, token, recipe.ORDINARY)
        now = time.monotonic()
        if (answer.status == 200 and "predictions" in answer.body) == wanted:
            changed = changed or now
            if now - changed > 0.3:
                return (changed if wanted else last) - began
        else:
            changed, last = None, now
        time.sleep(0.005)
    raise shell.Failed(f"{label} had no effect within 30 s")


def _pods(kubectl):
    """Deletes both pods one after the other; their starts, and what each takes once the other is back."""
    started, memory = [], []
    for pod in kubectl.items("pod", release.NAMESPACE, f"app.kubernetes.io/name={release.NAME}"):
        kubectl.run("delete", "pod", pod["metadata"]["name"], "-n", release.NAMESPACE)
        kubectl.rolled_out(release.NAME, release.NAMESPACE)
    for pod in kubectl.items("pod", release.NAMESPACE, f"app.kubernetes.io/name={release.NAME}"):
        times = {c["type"]: c["lastTransitionTime"] for c in pod["status"]["conditions"]}
        begun = pod["status"]["containerStatuses"][0]["state"]["running"]["startedAt"]
        started.append(_instant(times["Ready"]) - _instant(begun))
        memory.append(_resident(kubectl, pod))
    return started, memory


def _resident(kubectl, pod):
    """From the kubelet, which asks the kernel."""
    summary = json.loads(kubectl.run("get", "--raw", "/api/v1/nodes/node/proxy/stats/summary"))
    for found in summary["pods"]:
        if found["podRef"]["name"] == pod["metadata"]["name"]:
            return found["containers"][0]["memory"]["workingSetBytes"]
    raise shell.Failed(f"the kubelet has no numbers of {pod['metadata']['name']} yet")


def _instant(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def _seconds(values):
    return f"{statistics.median(values):.2f} s", f"{max(values):.2f} s"

"""Words for what breaks around Sallyport: daemons of the node that die or hang, and networks that lose packets."""
import os
import signal
import threading
import time
from pathlib import Path

from bed import cert_manager, progress, stack
from bed.scenario.vocabulary import Unexpected, listed, number, steps, text, texts, word, yes

API_PORT, SERVICE_PORT, DNS_PORT = "6443", "443", "53"


def _daemon(run, name):
    """Its process; the kernel keeps 15 letters of a name."""
    found = [pid for pid in run.world.cluster.processes() if _says(pid, "comm").strip() == name[:15]]
    if len(found) != 1:
        raise Unexpected(f"{len(found)} processes of the node are called {name}, not one")
    return found[0]


def _says(pid, file):
    try:
        return Path(f"/proc/{pid}/{file}").read_text()
    except OSError:
        return ""  # it ended while we looked


@word("kill", text)
def kill(run, daemon):
    """`kill -9` of a daemon of the node, such as kube-apiserver, which is started again; returns when the API answers."""
    os.kill(_daemon(run, daemon), signal.SIGKILL)
    began = time.monotonic()
    run.world.kubectl.until("the API server", lambda: "ok" in run.world.kubectl.call(
        "get", "--raw", "/readyz", timeout=20).stdout, timeout=90)
    progress.say(f"{daemon} killed, the API server ready again after {time.monotonic() - began:.1f}s")


@word("standsStill", text, {"seconds": number, "do": steps}, required=["seconds", "do"])
def stands_still(run, daemon, seconds, do):
    """A daemon of the node does nothing for so long (SIGSTOP, then SIGCONT), while `do` begins; `do` may end later."""
    process = _daemon(run, daemon)
    os.kill(process, signal.SIGSTOP)
    goes_on = threading.Timer(seconds, os.kill, (process, signal.SIGCONT))
    goes_on.start()
    try:
        run.steps(do, f"{run.at}.do")
        goes_on.join()
    finally:
        goes_on.cancel()
        os.kill(process, signal.SIGCONT)


@word("withoutDns", number, {"do": steps}, required=["do"])
def without_dns(run, seconds, do):
    """Nothing that is sent to a DNS server arrives, for so long and while `do` runs."""
    rules = [["PREROUTING", "-p", protocol, "--dport", DNS_PORT, "-j", "DROP"] for protocol in ("udp", "tcp")]
    with _Rules(run, "raw", rules):
        began = time.monotonic()
        run.steps(do, f"{run.at}.do")
        time.sleep(max(0.0, began + seconds - time.monotonic()))


@word("watchesCut", text, {"do": steps}, required=["do"])
def watches_cut(run, how, do):
    """What our pods send to the API server is `lost` while `do` runs, or their connections are `forgotten` before it runs.

    A connection that is forgotten on the way has no address at the other end any more: what the API server sends arrives
    for nobody, and a watch stays open that never hears anything again.
    """
    pods = [pod["status"]["podIP"] for pod in run.world.api.items("pod", "sallyport")]
    if how == "lost":
        with _Rules(run, "filter", [["INPUT", "-s", pod, "-p", "tcp", "--dport", API_PORT, "-j", "DROP"] for pod in pods]):
            run.steps(do, f"{run.at}.do")
    elif how == "forgotten":
        for pod in pods:
            run.world.cluster.run("conntrack", "-D", "-p", "tcp", "-s", pod, "--dport", SERVICE_PORT)
        run.steps(do, f"{run.at}.do")
    else:
        raise Unexpected(f"{how}: say lost or forgotten")


class _Rules:
    """Packet filter rules of the cluster's network namespace, before all others and only for a time."""

    def __init__(self, run, table, rules):
        self.run, self.table, self.rules = run, table, rules

    def __enter__(self):
        for rule in self.rules:
            self._iptables("-I", rule)

    def __exit__(self, *_):
        for rule in self.rules:
            self._iptables("-D", rule)

    def _iptables(self, action, rule):
        # -w: kube-proxy writes to the same tables.
        self.run.world.cluster.run("iptables", "-w", "10", "-t", self.table, action, *rule)


@word("istio", texts)
def istio(run, values):
    """`helm upgrade` of istiod and the gateway with these values besides the bed's; returns when both are rolled out."""
    kubectl = run.world.kubectl
    stack.istio(kubectl, *listed(values))
    stack.istio_rolled_out(kubectl)


@word("certManager", yes)
def cert_manager_is_there(run, wanted):
    """cert-manager runs in the cluster; with `false` it is gone, and with it everything of its kinds."""
    if wanted:
        cert_manager.install(run.world.cluster)
    else:
        cert_manager.remove(run.world.cluster)

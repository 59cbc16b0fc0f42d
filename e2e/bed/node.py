"""Starts the node: state folder, network, control groups, then one init process that starts every daemon."""
import json
import os
import subprocess
import time
from pathlib import Path
from string import Template

from bed import cgroups, network, parts, paths, pki, prerequisites, programs, progress, shell, store, teardown
from bed.cluster import DNS_IP, NODE_IP, PODS, SERVICES

TEMPLATES = paths.E2E / "node"
# Daemons write to these whatever their settings say; the node gets an empty one of its own in memory.
PRIVATE = ("/run/netns", "/run/containerd", "/run/xtables", "/var/lib/cni", "/var/lib/kubelet",
           "/var/log/containers", "/var/log/pods", "/run/istio-cni", "/run/ztunnel")


def up(cluster, more=()):
    """From nothing to a Ready node with working DNS; `more` are image archives that it is to have from the start."""
    programs_of_node = parts.ensure(parts.NODE)
    archives = [programs.image("pause"), programs.image("coredns"), programs.image("echo"), *more]
    with progress.step(f"node of cluster {cluster.name}"):
        _write_state(cluster, programs_of_node)
        if more:
            store.seed(cluster, archives)
        network.create(cluster)
        cgroups.create(cluster)
        start(cluster)
        _wait(cluster, "containerd", lambda: (cluster.state / "containerd.sock").exists())
        cluster.load(*archives)
        _wait(cluster, "the API server", lambda: "ok" in _quiet(cluster, "get", "--raw", "/readyz"))
        manifest = _fill((TEMPLATES / "coredns.yaml").read_text(), cluster)
        cluster.kubectl("apply", "-f", "-", stdin=manifest)
        _wait(cluster, "the node", lambda: _usable(cluster))
    with progress.step("cluster DNS"):
        cluster.kubectl("-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=90s")


def start(cluster):
    """One process namespace for everything: when its first process dies, the kernel ends all the others."""
    environment = {
        "STATE": str(cluster.state), "BIN": str(cluster.state / "bin"),
        "NODE_IP": NODE_IP, "SERVICES": SERVICES, "PRIVATE_FOLDERS": " ".join(PRIVATE),
        "RUNC_PATH": str(prerequisites.program("runc").parent), "HOME": str(cluster.state), "LC_ALL": "C",
    }
    with open(cluster.state / "logs/init.log", "ab") as log:
        subprocess.Popen(
            ["sh", "-c", 'echo $$ >"$0" && exec "$@"', cgroups.for_daemons(cluster) / "cgroup.procs",
             *cluster.enter(), "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child",
             "--mount-proc", str(cluster.state / "init")],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, cwd="/", start_new_session=True)


def _write_state(cluster, programs_of_node):
    for name in ("bin", "logs", "cni", "etcd", "kubelet", "volume-plugins"):
        (cluster.state / name).mkdir()
    missing = [f for f in PRIVATE if not Path(f).exists()]
    teardown.record(cluster, missing)
    for private in missing:
        Path(private).mkdir(parents=True)
    for name, program in programs_of_node.items():
        (cluster.state / "bin" / name).symlink_to(program)
    for source, target in (("containerd.toml", "containerd.toml"), ("kubelet.yaml", "kubelet.yaml"),
                           ("kube-proxy.yaml", "kube-proxy.yaml"), ("audit.yaml", "audit.yaml"),
                           ("network.conflist", "cni/10-sallyport.conflist")):
        (cluster.state / target).write_text(_fill((TEMPLATES / source).read_text(), cluster))
    (cluster.state / "init").write_text((TEMPLATES / "init").read_text())
    os.chmod(cluster.state / "init", 0o755)
    # Pods that want the machine's DNS get a refusal at once instead of a long silence.
    (cluster.state / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    pki.create(cluster)


def _fill(text, cluster):
    return Template(text).substitute(
        STATE=cluster.state, CGROUP=cluster.cgroup, NODE_IP=NODE_IP, PODS=PODS, DNS_IP=DNS_IP,
        CNI_PLUGINS=prerequisites.cni_plugins())


def _quiet(cluster, *arguments):
    try:
        return cluster.kubectl(*arguments)
    except shell.Failed:
        return ""


def _usable(cluster):
    """Ready, without the taint of a new node, and with the account that every pod needs."""
    node = _quiet(cluster, "get", "node", "node", "-o", "json")
    if not node:
        return False
    node = json.loads(node)
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in node["status"].get("conditions", []))
    return ready and not node["spec"].get("taints") and bool(_quiet(cluster, "get", "serviceaccount", "default"))


def _wait(cluster, what, condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise shell.Failed(f"{what} did not get ready within {seconds}s; the daemons' own words are in "
                               f"{cluster.state / 'logs'} (e2e/cluster logs --name {cluster.name} DAEMON)")
        time.sleep(0.1)

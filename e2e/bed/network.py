"""The cluster's network namespace: no way out to the machine or the internet."""
import os
from pathlib import Path

from bed import shell
from bed.cluster import NODE_IP

NAMED = Path("/run/netns")


def create(cluster):
    """A namespace with one address; `ip netns list` shows it like any other."""
    NAMED.mkdir(exist_ok=True)
    name = NAMED / cluster.netns
    name.touch()
    # `ip netns add` would also leave a mount on /run/netns itself behind.
    shell.run("unshare", f"--net={name}", "true")
    inside = cluster.enter()
    for arguments in (
            "link set lo up",
            "link add node0 type veth peer name node1",  # a dummy device is not in every kernel
            f"addr add {NODE_IP}/24 dev node0",
            "link set node0 up", "link set node1 up",
            # Nothing answers there; but Service addresses need a route before kube-proxy can rewrite them.
            "route add default via 10.77.0.254 dev node0"):
        shell.run(*inside, "ip", *arguments.split())
    shell.run(*inside, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")


def remove(cluster):
    name = NAMED / cluster.netns
    if os.path.ismount(name):
        shell.run("umount", "--lazy", name)
    name.unlink(missing_ok=True)
    try:
        NAMED.rmdir()
    except OSError:
        pass  # not empty, already gone, or a mount that `ip netns` made for somebody else

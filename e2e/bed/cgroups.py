"""The cluster's control groups, in the one hierarchy of cgroup v2 or in each one of v1."""
import errno
import os
import time
from pathlib import Path

from bed import shell

ROOT = Path("/sys/fs/cgroup")
# The node's own programs are beside the kubelet's group of all pods, as systemd has them on other nodes: were they outside,
# each of their threads would weigh as much as all pods together.
DAEMONS = "daemons"
NEEDED_V2 = {"cpu", "cpuset", "memory", "pids"}
# The kubelet refuses its root group unless each of these that the machine has is there too.
WANTED_V2 = NEEDED_V2 | {"hugetlb"}


def unified():
    return (ROOT / "cgroup.controllers").exists()


def create(cluster):
    """Made beforehand, since the kubelet wants its root group to exist."""
    if unified():
        _delegate(ROOT)
        group = ROOT / cluster.cgroup
        group.mkdir(exist_ok=True)
        _delegate(group)
        (group / "cpu.weight").write_text(str(100 * os.cpu_count()))
        (group / DAEMONS).mkdir(exist_ok=True)
        return
    for hierarchy in _hierarchies():
        if hierarchy.name == "unified":
            continue
        group = hierarchy / cluster.cgroup
        group.mkdir(exist_ok=True)
        for setting in ("cpuset.cpus", "cpuset.mems"):
            if (group / setting).exists():
                (group / setting).write_text((hierarchy / setting).read_text())
        if (group / "cpu.shares").exists():
            (group / "cpu.shares").write_text(str(1024 * os.cpu_count()))
            (group / DAEMONS).mkdir(exist_ok=True)


def for_daemons(cluster):
    """The group that the node's own programs belong into; what is written to its `cgroup.procs` gets there."""
    return next(top / DAEMONS for top in groups(cluster) if (top / DAEMONS).is_dir())


def groups(cluster):
    """The cluster's topmost groups that exist."""
    tops = [hierarchy / cluster.cgroup for hierarchy in ([ROOT] if unified() else _hierarchies())]
    return [top for top in tops if top.is_dir()]


def remove(cluster):
    """Groups go from the leaves up, once their last process is gone."""
    for top in groups(cluster):
        for folder, _, _ in os.walk(top, topdown=False):
            _remove_soon(folder)


def _hierarchies():
    # Two names may be links to one hierarchy, as with cpu and cpu,cpuacct.
    return [f for f in sorted(ROOT.iterdir()) if f.is_dir() and not f.is_symlink() and os.path.ismount(f)]


def _delegate(group):
    available = (group / "cgroup.controllers").read_text().split()
    missing = sorted(NEEDED_V2 - set(available))
    if missing:
        raise shell.Failed(f"{group}: the cgroup v2 controllers {', '.join(missing)} are not available here; "
                           "in a container, start it with --cgroupns=host --privileged")
    enabled = (group / "cgroup.subtree_control").read_text().split()
    for controller in sorted(WANTED_V2 & set(available) - set(enabled)):
        try:
            (group / "cgroup.subtree_control").write_text(f"+{controller}")
        except OSError as refused:
            if refused.errno != errno.EBUSY:
                raise
            _move_processes_aside(group)
            (group / "cgroup.subtree_control").write_text(f"+{controller}")


def _move_processes_aside(group):
    """In a container the visible root holds processes, and such a group may not have controllers below it."""
    aside = group / "init"
    aside.mkdir(exist_ok=True)
    for pid in (group / "cgroup.procs").read_text().split():
        try:
            (aside / "cgroup.procs").write_text(pid)
        except OSError:
            pass  # it ended, or it is a thread of the kernel


def _remove_soon(folder):
    for _ in range(50):
        try:
            os.rmdir(folder)
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.1)  # the kernel lets go of killed processes a moment later
    raise shell.Failed(f"{folder}: still in use")

"""Takes a cluster away without a trace, whatever state its start was left in."""
import json
import os
import shutil
import signal
import time
from pathlib import Path

from bed import cgroups, network, paths, progress, shell

RECORD = "created-folders.json"


def down(cluster):
    """Processes, network, control groups, folders."""
    with progress.step(f"cluster {cluster.name} taken down"):
        made = _recorded(cluster)
        clear(cluster)
        shutil.rmtree(cluster.state)
        _remove_private_folders(made)


def clear(cluster):
    """The same, but for the state folder itself, whose lock the caller holds, and what is to be removed with it."""
    _end_processes(cluster)
    network.remove(cluster)
    cgroups.remove(cluster)
    for entry in cluster.state.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != RECORD:
            entry.unlink()


def traces(cluster):
    """What is left of a cluster on this machine, in words."""
    found = [f"process {pid}" for pid in cluster.processes()]
    found += [str(p) for p in (network.NAMED / cluster.netns, cluster.state) if p.exists()]
    found += [str(p) for p in cgroups.groups(cluster)]
    return found


def _end_processes(cluster):
    """Only processes inside the cluster's own network namespace; pods follow their namespace's first process."""
    for _ in range(100):
        pids = [pid for pid in cluster.processes() if pid != os.getpid()]
        if not pids:
            return
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.1)
    raise shell.Failed(f"processes {pids} of cluster {cluster.name} do not end")


def record(cluster, folders):
    """Remembers folders outside the state folder that were made for this cluster."""
    known = _recorded(cluster)
    (cluster.state / RECORD).write_text(json.dumps(sorted({*known, *folders})))


def _recorded(cluster):
    record = cluster.state / RECORD
    return json.loads(record.read_text()) if record.exists() else []


def _remove_private_folders(made):
    """Another cluster may have its own mounts on them: the last one to go takes them along."""
    others = list(paths.states().iterdir())
    for other in others:
        known = other / RECORD
        if known.exists():
            known.write_text(json.dumps(sorted({*json.loads(known.read_text()), *made})))
    if others:
        return
    paths.states().rmdir()
    for folder in made:
        try:
            Path(folder).rmdir()
        except OSError:
            pass  # somebody else has put something there since

"""One command at a time changes a cluster."""
import contextlib
import fcntl
import os

from bed import progress


@contextlib.contextmanager
def held(cluster):
    """Locks the state folder itself, so that no lock file is left when the folder goes."""
    while True:
        cluster.state.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(cluster.state, os.O_RDONLY)
        try:
            _lock(descriptor, cluster)
            if _still_there(descriptor, cluster.state):
                yield
                return
        finally:
            os.close(descriptor)


def _lock(descriptor, cluster):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        progress.say(f"another command is at work on cluster {cluster.name}; waiting for it")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _still_there(descriptor, folder):
    try:
        return os.fstat(descriptor).st_ino == os.stat(folder).st_ino
    except FileNotFoundError:
        return False

"""Where things lie: the repository, the cache of built parts, and each cluster's state folder."""
import os
from pathlib import Path

E2E = Path(__file__).resolve().parent.parent
REPOSITORY = E2E.parent


def cache():
    """Built parts, by version; safe to delete at any time, and slow to make again."""
    chosen = os.environ.get("SALLYPORT_CACHE")
    if chosen:
        return Path(chosen).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "sallyport"


def states():
    """The folder that holds one folder for each cluster."""
    return Path(os.environ.get("SALLYPORT_STATE") or "/var/lib/sallyport").absolute()


def state(name):
    """Everything that belongs to one cluster; gone after `e2e/down`."""
    return states() / name


def folder(path):
    """Makes a folder, owned by whoever asked for the build when that was done through sudo."""
    path = Path(path)
    missing = [p for p in [path, *path.parents] if not p.exists()]
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0 and os.environ.get("SUDO_UID"):
        for made in missing:
            os.chown(made, int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"]))
    return path

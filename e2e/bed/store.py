"""containerd's store with all images unpacked, made once and then linked into each new cluster.

Unpacking a gigabyte takes longer than everything else in a warm start. Unpacked layers and blobs are only ever
read, so that clusters can share them by hard links; the two databases beside them are copied.
"""
import hashlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bed import builds, parts, paths, progress, shell
from bed.cluster import import_images

# Only what importing needs: no CRI, which would look for networks and pods.
SETTINGS = """\
version = 3
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime",
  "io.containerd.nri.v1.nri", "io.containerd.internal.v1.restart"]
"""


def seed(cluster, archives):
    """Gives a cluster whose containerd has not started yet all these images."""
    ready = _prepared(archives)
    target = cluster.state / "containerd"
    if subprocess.run(["cp", "-al", str(ready), str(target)], stderr=subprocess.DEVNULL).returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
        shell.run("cp", "-a", ready, target)  # the cache is on another file system
    for database in target.rglob("*.db"):
        own = database.with_suffix(".own")
        shutil.copy(database, own)
        own.replace(database)
    cluster.loaded(archives)


def _prepared(archives):
    said = [parts.version("containerd"), *sorted(Path(archive).name for archive in archives)]
    ready = paths.cache() / "stores" / hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
    if ready.exists():
        return ready
    with builds.alone(paths.folder(ready.parent), ready.exists):
        if ready.exists():
            return ready
        with progress.step(f"unpacking {len(archives)} images, once for all clusters"):
            for old in ready.parent.iterdir():
                shutil.rmtree(old)  # running clusters keep their own links
            with tempfile.TemporaryDirectory(dir=ready.parent, prefix=".making-") as work:
                _unpack(Path(work), archives)
                (Path(work) / "root").rename(ready)
    return ready


def _unpack(work, archives):
    (work / "settings.toml").write_text(SETTINGS)
    socket = Path(tempfile.mkdtemp(prefix="sallyport-")) / "containerd.sock"  # a socket's path may not be long
    with open(work / "log", "w") as log:
        # It ends when we do, however we do, and what it has mounted goes with its own mount namespace.
        daemon = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private",
             str(parts.binary("containerd")), "--config", str(work / "settings.toml"), "--root", str(work / "root"),
             "--state", str(work / "run"), "--address", str(socket)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 30
            while not socket.exists():
                if daemon.poll() is not None or time.monotonic() > end:
                    raise shell.Failed(f"containerd does not start:\n{(work / 'log').read_text()[-2000:]}")
                time.sleep(0.05)
            import_images(parts.binary("ctr"), socket, archives)
        finally:
            daemon.terminate()
            daemon.wait()
            shutil.rmtree(socket.parent)

"""What one run of the program teaches the JVM, kept in its image, so that every later start is sooner.

The JVM takes such a cache only if it was made by the very same runtime from the very same jars at the same paths, so the
run is one of the finished image: unpacked, in a root of its own, against a real API server with nothing else in it.
"""
import os
import shlex
import tempfile
from pathlib import Path

from bed import archive, progress, shell, training

CACHE = "/app/sallyport.aot"
# Mounts that only this process sees: the JVM looks up its limits in /proc and its random numbers in /dev.
SCRIPT = "mount --rbind /proc {root}/proc && mount --rbind /dev {root}/dev && exec chroot {root} {command}"


def trained(image, target):
    """Writes target: the image with the cache in it, and told to use it."""
    with progress.step("AOT cache"), tempfile.TemporaryDirectory(dir=target.parent) as work:
        root = Path(work) / "root"
        root.mkdir()
        config = archive.unpacked(image, root)
        for folder in ("proc", "dev", "tmp"):
            (root / folder).mkdir(exist_ok=True)
        java, *arguments = config["Entrypoint"]
        with training.ApiServer(Path(work) / "api") as api:
            lesson = training.Lesson(api, root)
            command = shlex.join([java, f"-XX:AOTCacheOutput={CACHE}", *arguments, *lesson.arguments])
            process = shell.started(
                "unshare", "--mount", "sh", "-c", SCRIPT.format(root=shlex.quote(str(root)), command=command),
                env={**_environment(config), **lesson.environment}, log=Path(work) / "log")
            try:
                lesson.taught(lambda: process.poll() is None)
            finally:
                process.terminate()
                process.wait(180)
        made = root / CACHE.lstrip("/")
        if not made.exists():
            raise shell.Failed("the JVM made no AOT cache:\n" + (Path(work) / "log").read_text()[-2000:])
        archive.with_file(image, target, made, CACHE, [java, f"-XX:AOTCache={CACHE}", *arguments])
    return target


def _environment(config):
    """The image's own, and where this machine has the programs that lead into it."""
    image = dict(entry.split("=", 1) for entry in config["Env"])
    return {**image, "PATH": f"{image['PATH']}:{os.environ['PATH']}"}

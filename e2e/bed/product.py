"""Sallyport's own image: packed by Jib on the bed's Java base, again only when its sources have changed."""
import contextlib
import hashlib
import os
import re
import shutil
from pathlib import Path

from bed import aot, images, jre, machine, paths, prerequisites, progress, shell

SOURCES = ("pom.xml", "src/main", "e2e/bed/aot.py", "e2e/bed/archive.py", "e2e/bed/training.py")


def version():
    """The version in pom.xml; the image is sallyport.local/sallyport:<version>."""
    return re.search(r"<version>([^<]+)</version>", (paths.REPOSITORY / "pom.xml").read_text()).group(1)


def image(packed_already=None):
    """The docker-archive, from the cache if neither the sources nor the base have changed.

    `packed_already(archive)` is told as soon as there is one that runs, which is long before it is finished on a machine
    where the programs for its AOT cache have to be built first.
    """
    base = jre.image()
    key = _digest(base)
    archive = images.archive_of("sallyport", key)
    if not (archive.exists() and _packing(archive).exists()):
        with progress.step("Sallyport's image"):
            with packed(key, base) as image:
                if packed_already:
                    packed_already(image)
                made = aot.trained(image, image.with_name("trained.tar"))
                _packing(archive).write_text(fingerprint(image))
                made.rename(archive)
    images.used(archive)
    for note in archive.parent.glob("*.packing"):
        if not note.with_suffix(".tar").exists():
            note.unlink()
    return archive


def packing():
    """What the current image was when Jib had packed it, before the run that made its AOT cache: a fingerprint."""
    return _packing(image()).read_text()


def fingerprint(file):
    """Of every byte of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def load(cluster):
    """Brings the current sources into a cluster; pods started from now on run them."""
    cluster.load(image())


@contextlib.contextmanager
def packed(name, base):
    """The image as Jib packs it; made in a copy, so that builds and tests in the repository's own target/ are not disturbed."""
    builds = paths.folder(paths.cache() / "build")
    for left in builds.iterdir():
        if not Path("/proc", left.name.rsplit("-", 1)[-1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    # Named after the process: another cluster's start may be at the same.
    copy = builds / f"{name}-{os.getpid()}"
    _copy_sources(copy)
    try:
        yield _pack(copy, base)
    finally:
        shutil.rmtree(copy)


def _pack(copy, base):
    target = copy / "target/image.tar"
    done = shell.run(
        "./mvnw", "-q", "-DskipTests", "-Dstyle.color=never", "package", "jib:buildTar",
        f"-Djib.from.image=tar://{base}", f"-Djib.from.platforms=linux/{machine.architecture()}",
        f"-Djib.outputPaths.tar={target}",
        cwd=copy, as_builder=True, nice=5, env={"JAVA_HOME": str(prerequisites.jdk())}, check=False)
    if not target.exists():
        errors = [line for line in done.splitlines() if line.startswith("[ERROR]")] or done.splitlines()[-25:]
        raise shell.Failed("\n".join(["Sallyport does not build:", *errors[:12]]).replace(f"{copy}/", ""))
    return target


def _packing(archive):
    return archive.with_suffix(".packing")


def _files():
    for source in SOURCES:
        path = paths.REPOSITORY / source
        yield from [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.is_file())


def _digest(base):
    digest = hashlib.sha256(base.name.encode())
    for file in _files():
        digest.update(f"\0{file.relative_to(paths.REPOSITORY)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _copy_sources(copy):
    for file in [*_files(), paths.REPOSITORY / "mvnw", *(paths.REPOSITORY / ".mvn").rglob("*")]:
        if file.is_file():
            target = copy / file.relative_to(paths.REPOSITORY)
            paths.folder(target.parent)
            shutil.copy(file, target)

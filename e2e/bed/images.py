"""Container images without a builder: a folder becomes one reproducible layer in a docker-archive file."""
import hashlib
import inspect
import io
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from bed import machine, paths, progress

PREFIX = "sallyport.local"


def reference(name):
    """The name pods use; images never come from a registry, so the tag says only where they are from."""
    return f"{PREFIX}/{name}" if ":" in name else f"{PREFIX}/{name}:bed"


def build(name, recipe, inputs=(), entrypoint=(), env=None, user=""):
    """Returns the docker-archive of the image, from the cache if the recipe is the same.

    `recipe(root)` fills a folder. What it takes from outside itself (files, versions) belongs in `inputs`:
    together with the recipe's own module text they decide whether the cached image still holds.
    Times in the layer are zero: compile Python with unchecked hashes, or its caches are thrown away.
    """
    settings = {"Entrypoint": list(entrypoint), "User": user, "WorkingDir": "/",
                "Env": [f"{k}={v}" for k, v in {"PATH": "/usr/local/bin:/usr/bin:/bin", **(env or {})}.items()]}
    key = _key(name, recipe, inputs, settings)
    archive = archive_of(name, key)
    if not archive.exists():
        with progress.step(f"image {reference(name)}"), tempfile.TemporaryDirectory(dir=archive.parent) as work:
            root = Path(work) / "root"
            root.mkdir()
            recipe(root)
            _write(Path(work), root, reference(name), settings)
            (Path(work) / "image.tar").rename(archive)
            shutil.rmtree(root)
    return used(archive)


def archive_of(name, key):
    return paths.folder(paths.cache() / "images") / f"{name.replace(':', '-').replace('/', '-')}-{key}.tar"


def used(archive, keep=3):
    """Marks an archive as used, and forgets all but the last few versions of the same image."""
    os.utime(archive)
    name = archive.stem.rsplit("-", 1)[0]
    versions = [f for f in archive.parent.glob(f"{name}-*.tar") if f.stem.rsplit("-", 1)[0] == name]
    for old in sorted(versions, key=lambda f: f.stat().st_mtime)[:-keep]:
        old.unlink(missing_ok=True)
    return archive


def _key(name, recipe, inputs, settings):
    module = inspect.getmodule(recipe)
    said = [reference(name), inspect.getsource(module) if module else inspect.getsource(recipe), json.dumps(settings)]
    for item in inputs:
        path = Path(item) if isinstance(item, (Path, str)) else None
        if path and path.is_absolute() and path.is_file():
            facts = path.stat()
            said.append(f"{path} {facts.st_size} {facts.st_mtime_ns}")
        else:
            said.append(str(item))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _write(work, root, ref, settings):
    layer = work / "layer.tar"
    with tarfile.open(layer, "w", format=tarfile.GNU_FORMAT) as tar:
        for folder, folders, files in os.walk(root):
            folders.sort()
            for entry in sorted(folders + files):
                full = os.path.join(folder, entry)
                tar.add(full, arcname=os.path.relpath(full, root), recursive=False, filter=_plain)
    with open(layer, "rb") as content:
        digest = _sha256(content)
    config = json.dumps({
        "architecture": machine.architecture(), "os": "linux", "created": "1970-01-01T00:00:00Z", "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": PREFIX}]}).encode()
    config_name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = json.dumps([{"Config": config_name, "RepoTags": [ref], "Layers": [f"{digest}/layer.tar"]}]).encode()
    with tarfile.open(work / "image.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        _add(tar, config_name, io.BytesIO(config), len(config))
        with open(layer, "rb") as content:
            _add(tar, f"{digest}/layer.tar", content, layer.stat().st_size)
        _add(tar, "manifest.json", io.BytesIO(manifest), len(manifest))


def _plain(entry):
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def _add(tar, name, content, size):
    entry = tarfile.TarInfo(name)
    entry.size = size
    tar.addfile(entry, content)


def _sha256(content):
    digest = hashlib.sha256()
    for block in iter(lambda: content.read(1 << 20), b""):
        digest.update(block)
    return digest.hexdigest()

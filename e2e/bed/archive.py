"""A docker-archive taken apart, and put together again with one file more."""
import hashlib
import io
import json
import tarfile
from pathlib import Path


def unpacked(archive, root):
    """The image's files below root, with the times they have in the image; returns the image's config."""
    with tarfile.open(archive) as image:
        manifest = json.load(image.extractfile("manifest.json"))[0]
        for layer in manifest["Layers"]:
            with tarfile.open(fileobj=image.extractfile(layer)) as content:
                content.extractall(root, filter="tar")
        return json.load(image.extractfile(manifest["Config"]))["config"]


def with_file(archive, target, file, path, entrypoint):
    """Writes target: the archive with one layer more, which holds file as path, and another entrypoint."""
    layer = _layer(file, path)
    with tarfile.open(archive) as image, tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as written:
        manifest = json.load(image.extractfile("manifest.json"))
        config = json.load(image.extractfile(manifest[0]["Config"]))
        for name in manifest[0]["Layers"]:
            _add(written, name, image.extractfile(name).read())
        digest = hashlib.sha256(layer).hexdigest()
        _add(written, f"{digest}.tar", layer)
        manifest[0]["Layers"].append(f"{digest}.tar")
        config["rootfs"]["diff_ids"].append(f"sha256:{digest}")
        config["history"].append({"created": "1970-01-01T00:00:00Z", "comment": f"{path}"})
        config["config"]["Entrypoint"] = entrypoint
        _add(written, manifest[0]["Config"], json.dumps(config).encode())
        _add(written, "manifest.json", json.dumps(manifest).encode())


def _layer(file, path):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.GNU_FORMAT) as tar:
        _add(tar, path.lstrip("/"), Path(file).read_bytes())
    return content.getvalue()


def _add(tar, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))

"""What leaves the build: the same image whenever it is built, and a bill of materials that names every library in it."""
import hashlib
import json
import tempfile
import time
from pathlib import Path

from bed import archive, jre, product
from bed.scenario.runner import Result

LIBRARIES, BILL = "app/libs", "app/sbom/sallyport.cdx.json"


def results():
    """Packs the image twice, in folders of different names, and looks into it."""
    begun, base = time.monotonic(), jre.image()
    with product.packed("first", base) as first:
        digest = _digest(first)
        with tempfile.TemporaryDirectory(dir=first.parent) as root:
            archive.unpacked(first, root)
            unnamed = _unnamed(Path(root))
    with product.packed("once-more", base) as again:
        same = _digest(again) == digest
    taken = time.monotonic() - begun
    return [_result("the image is the same, bit for bit, when it is built again", taken,
                    "" if same else f"sha256 {digest} the first time, another one the second"),
            _result("the bill of materials names every library in the image", 0.0,
                    "".join(f"not named: {name}\n" for name in unnamed))]


def bill(image):
    """The image's bill of materials."""
    with tempfile.TemporaryDirectory() as root:
        archive.unpacked(image, root)
        return (Path(root) / BILL).read_bytes()


def _result(name, seconds, reason):
    return Result(name, "failed" if reason else "passed", seconds, reason)


def _unnamed(root):
    bill = json.loads((root / BILL).read_text())
    named = {f"{component['name']}-{component['version']}.jar" for component in bill["components"]}
    return sorted(jar.name for jar in (root / LIBRARIES).iterdir() if jar.name not in named)


def _digest(image):
    return hashlib.sha256(image.read_bytes()).hexdigest()

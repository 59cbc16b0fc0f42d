"""What leaves the build: the same image whenever it is built, and a bill of materials that names every library in it."""
import json
import tempfile
import time
from pathlib import Path

from bed import archive, jre, product
from bed.scenario.runner import Result

LIBRARIES, BILL = "app/libs", "app/sbom/sallyport.cdx.json"


def results():
    """Packs the image once more, in another folder and at another time than the one that runs, and looks into it."""
    begun, expected = time.monotonic(), product.packing()
    with product.packed("once-more", jre.image()) as again:
        found = product.fingerprint(again)
        with tempfile.TemporaryDirectory(dir=again.parent) as root:
            archive.unpacked(again, root)
            unnamed = _unnamed(Path(root))
    return [_result("the image is the same, bit for bit, when it is built again", time.monotonic() - begun,
                    "" if found == expected else f"sha256 {expected} the first time, {found} the second"),
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

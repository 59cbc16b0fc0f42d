"""The image that KServe's sklearn server and storage initializer run in: an interpreter, its packages, no shell.

The interpreter is this machine's own, copied with its standard library and every C library that the loader
names; the packages come from PyPI at pinned versions; KServe's server itself from KServe's Go module.
"""
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from bed import images, parts, paths, progress, rootfs, shell

REQUIREMENTS = paths.E2E / "stack/python/requirements.txt"
SUITABLE = ("python3.11", "python3.12")
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PYTHONPATH": "/opt/packages:/opt/sklearnserver",
    "PYTHONDONTWRITEBYTECODE": "1",
    "HOME": "/tmp",
}
ENTRYPOINT = ["/usr/local/bin/python3", "/opt/storage-initializer"]
UNUSED = ("test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "site-packages",
          "dist-packages", "__pycache__", "config-*", "_tkinter*", "_curses*", "_test*")


def interpreter():
    """The first Python that KServe's packages are made for."""
    for name in ("python3", *SUITABLE):
        found = shutil.which(name)
        if found and _ask(found, "import sys; print('%d.%d' % sys.version_info[:2])") in ("3.11", "3.12"):
            return found
    raise shell.Failed("KServe's packages need Python 3.11 or 3.12, and neither is on the PATH: "
                       "apt-get install python3.11 python3.11-venv")


def packages():
    """A folder with everything of requirements.txt, installed once for each version of that list."""
    python = interpreter()
    version = _ask(python, "import sys; print('%d.%d' % sys.version_info[:2])")
    target = paths.cache() / f"python-{version}-{_digest(REQUIREMENTS)}"
    if not target.exists():
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        with progress.step("python packages of the model server from PyPI"):
            install(REQUIREMENTS, unfinished)
            _compile(python, unfinished)
        unfinished.rename(target)
    return target


def install(requirements, target):
    """pip install --target, with a pip of its own, so that the machine's Python stays as it is."""
    venv = paths.cache() / "pip"
    if not (venv / "bin/pip").exists():
        shell.run(interpreter(), "-m", "venv", "--clear", venv, as_builder=True)
    shell.run(venv / "bin/pip", "install", "--quiet", "--no-compile", "--no-deps", "--only-binary=:all:",
              "--target", target, "--requirement", requirements, as_builder=True, nice=5)


def model():
    """The recipe's model, trained once: four measurements of a flower to its species."""
    target = packages() / "iris.joblib"
    if not target.exists():
        shell.run(interpreter(), paths.E2E / "stack/python/train.py", target,
                  env={"PYTHONPATH": str(packages())}, as_builder=True)
    return target


def fill(root):
    """The image's root folder."""
    python, source = interpreter(), parts.source(parts.KSERVE) / "python"
    installed = packages()
    ignored = shutil.ignore_patterns(*UNUSED)
    library = Path(_ask(python, "import os; print(os.path.dirname(os.__file__))"))
    shutil.copytree(library, root / "usr/local/lib" / library.name, ignore=ignored)
    binary = root / "usr/local/bin/python3"
    binary.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(_ask(python, "import sys; print(os.path.realpath(sys.executable))", "import os")), binary)
    shutil.copytree(installed, root / "opt/packages", symlinks=True,
                    ignore=shutil.ignore_patterns("test", "tests", "*.pyi", "*.pxd", "iris.joblib"))
    # Half of the largest package, and nothing here imports it.
    shutil.rmtree(root / "opt/packages/kubernetes/aio", ignore_errors=True)
    shutil.copytree(source / "sklearnserver", root / "opt/sklearnserver",
                    ignore=shutil.ignore_patterns("example_models", "test_*", "uv.lock"))
    shutil.copy(source / "storage-initializer/scripts/initializer-entrypoint", root / "opt/storage-initializer")
    _compile(python, root / "usr/local/lib")
    rootfs.libraries(root, [binary, *root.rglob("*.so"), *root.rglob("*.so.*")])
    rootfs.essentials(root)


def image():
    """The docker-archive, ready to be loaded into a node."""
    return images.build("kserve-python", fill, inputs=[packages(), parts.version("kserve-manager")],
                        entrypoint=ENTRYPOINT, env=ENVIRONMENT, user="1000:1000")


def _compile(python, folder):
    # Unchecked: an image's files carry no times by which the compiled ones could be compared.
    subprocess.run([python, "-m", "compileall", "-q", "-j0", "--invalidation-mode=unchecked-hash", str(folder)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _ask(python, question, before="pass"):
    return shell.run(python, "-I", "-c", f"{before}\n{question}").strip()


def _digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]

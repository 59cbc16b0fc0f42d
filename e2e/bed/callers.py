"""Client programs that people use: OpenAI's, KServe's and Triton's for Python, requests and curl, as scenarios run them."""
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from bed import paths, progress, python_image

REQUIREMENTS = paths.E2E / "stack/python/clients.txt"


def packages():
    """A folder with everything of clients.txt, installed once for each version of that list."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    target = paths.cache() / f"clients-{Path(python_image.interpreter()).name}-{digest}"
    if not target.exists():
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        with progress.step("client programs from PyPI"):
            python_image.install(REQUIREMENTS, unfinished)
            # Importing OpenAI's client takes seconds otherwise, each time.
            subprocess.run([python_image.interpreter(), "-m", "compileall", "-q", "-j0", unfinished], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        try:
            unfinished.rename(target)
        except OSError:  # somebody else was faster
            shutil.rmtree(unfinished, ignore_errors=True)
    return target


def run(kubectl, program, environment, timeout):
    """Runs a program, `.py` or `.sh`, where the gateway's address can be reached; the finished process, which had so many seconds."""
    known = {"PYTHONPATH": os.pathsep.join(map(str, (packages(), python_image.packages()))), "PYTHONDONTWRITEBYTECODE": "1",
             "PATH": os.environ["PATH"], "HOME": "/tmp"}
    interpreter = python_image.interpreter() if program.suffix == ".py" else "sh"
    return subprocess.run(kubectl.inside(interpreter, program), env={**known, **environment}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)


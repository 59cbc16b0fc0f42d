"""The Python that the bed runs in: the system's for small things, else one of its own with PyYAML."""
import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from bed import paths, prerequisites, progress, shell

REQUIREMENTS = ("PyYAML==6.0.3",)


def environment(name, requirements):
    """A virtual environment in the cache, made once for each list of requirements; returns its python."""
    key = hashlib.sha256(" ".join([sys.version, *requirements]).encode()).hexdigest()[:12]
    home = paths.folder(paths.cache() / "python") / f"{name}-{key}"
    python = home / "bin/python"
    if not (home / "complete").exists():
        with progress.step(f"Python environment {name}"):
            shutil.rmtree(home, ignore_errors=True)
            shell.run(sys.executable, "-m", "venv", home, as_builder=True)
            shell.run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements,
                      as_builder=True)
            (home / "complete").touch()
    return python


def enter(builds=True):
    """Continues this very command in the bed's own environment; one that builds nothing needs little of the machine."""
    if os.environ.get("SALLYPORT_BED_PYTHON") == sys.prefix:
        return
    if builds:
        prerequisites.check()
    elif importlib.util.find_spec("yaml"):
        return
    else:
        prerequisites.check_python()
    python = environment("bed", REQUIREMENTS)
    os.environ["SALLYPORT_BED_PYTHON"] = str(Path(python).parent.parent)
    os.execv(python, [str(python), *sys.argv])


def become_root():
    """Namespaces, mounts and control groups need root: continues through sudo when somebody else asks."""
    if os.geteuid() == 0:
        return
    if not shutil.which("sudo"):
        raise shell.Failed("this needs root, and sudo is not here")
    progress.say("this needs root: going on through sudo")
    kept = "HOME,PATH,JAVA_HOME,SALLYPORT_CACHE,SALLYPORT_STATE,XDG_CACHE_HOME"
    os.execvp("sudo", ["sudo", f"--preserve-env={kept}", sys.executable, *sys.argv])

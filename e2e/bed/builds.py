"""Builds parts with one `go build` for all that are missing, so that one is linked while the next is compiled."""
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

from bed import costs, parts, paths, progress, shell

# The same for all, or nothing would be shared. Istio's own programs leave the validators out, too; file systems that no
# node here has; gRPC's tracing, which keeps the linker from leaving anything out.
TAGS = "disable_pgv,no_btrfs,no_devmapper,no_zfs,grpcnotrace"
# No symbols for debuggers: they would be stripped anyway. No profiles: they have everything below them compiled once more.
FLAGS = ("-trimpath", "-buildvcs=false", "-pgo=off", f"-tags={TAGS}", "-gcflags=all=-dwarf=false")
# The compiler's processes are short; up to this much memory each, collecting garbage is a quarter of what they cost.
ENVIRONMENT = {"CGO_ENABLED": "0", "GOFLAGS": "", "GOGC": "off", "GOMEMLIMIT": "2GiB"}
MADE_OF = "made-of.json"


def folders(names):
    """The folder of each part with its programs; builds what is missing, or waits for whoever builds it."""
    found = {name: finished(name) for name in names}
    missing = [name for name in names if not found[name]]
    if missing:
        with alone(paths.folder(paths.cache() / "parts"), lambda: all(finished(name) for name in missing)):
            missing = [name for name in names if not finished(name)]
            for batch in _batches(missing):
                _build(batch)
        found = {name: finished(name) for name in names}
    for name, folder in found.items():
        _link(folder, parts.PARTS[name].programs)
    return found


def missing(programs):
    """Whether any of these programs is still to be built."""
    return any(not finished(parts.PROGRAMS[program]) for program in programs)


def fetch(programs):
    """Fetches the modules of what is still to be built: the network is idle while the compiler runs, and it while that does."""
    if missing(programs):
        for batch in _batches(dict.fromkeys(parts.PROGRAMS[program] for program in programs)):
            shell.run("go", "list", "-deps", "-f", " ", f"-tags={TAGS}", *(parts.PARTS[name].package for name in batch),
                      cwd=_folder(batch), env=ENVIRONMENT, as_builder=True, nice=10)


def finished(name):
    """The folder of a part that was built from the same sources, with the same flags and modules; None if there is none."""
    now = parts.modules(parts.PARTS[name].folder)
    for folder in sorted((paths.cache() / "parts").glob(f"{name}-{_key(name)}-*")):
        made_of = json.loads((folder / MADE_OF).read_text())
        if all(now.get(module) == version for module, version in made_of.items()):
            return folder
    return None


def _key(name):
    """What decides about a part beside its modules, which the built program itself names."""
    part = parts.PARTS[name]
    said = [*FLAGS, _ldflags(part), parts.version(name), parts.sources(part)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:12]


def _ldflags(part):
    pinned = parts.modules(part.folder)[part.module] if part.module else ""
    major, minor = (pinned.lstrip("v").split(".") + ["", ""])[:2]
    return " ".join(["-s -w", *(f"-X {stamp.format(version=pinned, major=major, minor=minor)}" for stamp in part.stamps)])


def _batches(names):
    """One command builds by one go.mod, and names what it builds after the package's folder: no two of one name."""
    batch = {}
    for name in names:
        if batch and (_built_as(name) in batch or parts.PARTS[name].folder != _folder(batch.values())):
            yield list(batch.values())
            batch = {}
        batch[_built_as(name)] = name
    if batch:
        yield list(batch.values())


def _folder(names):
    return parts.PARTS[next(iter(names))].folder


def _built_as(name):
    return re.sub(r"/v\d+$", "", parts.PARTS[name].package).rsplit("/", 1)[-1]


def _build(names):
    home = paths.folder(paths.cache() / "parts")
    work = paths.folder(home / f".{os.getpid()}-{time.monotonic_ns()}")
    progress.say(f"building from source, once for this machine: {', '.join(names)}")
    try:
        with progress.bar("go build", costs.weight, costs.expected(names)) as bar:
            spent = _go_build(names, work, bar)
        measured = costs.split(work / "graph.json", {name: parts.PARTS[name].package for name in names}, spent)
        for name in names:
            _keep(name, work, home, measured[name])
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _go_build(names, work, bar):
    """Runs the compiler; tells the bar of each package it begins, and returns the CPU seconds of everything."""
    ldflags = [f"-ldflags={parts.PARTS[name].package}={_ldflags(parts.PARTS[name])}" for name in names]
    command = ["nice", "-n", "5", "go", "build", *FLAGS, *ldflags, "-v", f"-debug-actiongraph={work / 'graph.json'}",
               "-o", f"{work}/", *(parts.PARTS[name].package for name in names)]
    said = []
    process = subprocess.Popen(
        command, cwd=_folder(names), env={**os.environ, **ENVIRONMENT}, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **shell.builder())
    for line in process.stderr:
        said.append(line.rstrip())
        if " " not in line.strip():  # a package, and no message
            bar.begun(line.strip())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        tail = "\n".join(said[-25:])
        raise shell.Failed(f"go build of {', '.join(names)} ended with {process.returncode}:\n{tail}")
    return usage.ru_utime + usage.ru_stime


def _keep(name, work, home, cost):
    """Moves a part to where it is found, with what it is made of and what it cost."""
    part, program = parts.PARTS[name], work / _built_as(name)
    unfinished = paths.folder(work / f"{name}.d")
    program.rename(unfinished / part.programs[0])
    for other in part.programs[1:]:
        os.link(unfinished / part.programs[0], unfinished / other)
    listed = shell.run("go", "version", "-m", unfinished / part.programs[0])
    replaced = re.sub(r"^\tdep\t(\S+)\t.*\n\t=>\t\S+\t(\S+)", r"\tdep\t\1\t\2", listed, flags=re.M)
    made_of = dict(re.findall(r"^\tdep\t(\S+)\t(\S+)", replaced, re.M))
    (unfinished / MADE_OF).write_text(json.dumps(made_of, indent=1))
    costs.write(unfinished, cost)
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]
    target = home / f"{name}-{_key(name)}-{digest}"
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def _link(folder, programs):
    """<cache>/bin has the programs that were last asked for, under their own names."""
    for program in programs:
        link = paths.folder(paths.cache() / "bin") / program
        if not link.is_symlink() or os.readlink(link) != str(folder / program):
            fresh = link.with_name(f".{program}.{os.getpid()}.{time.monotonic_ns()}")
            fresh.symlink_to(folder / program)
            fresh.rename(link)


@contextlib.contextmanager
def alone(folder, done_by_others):
    """Two commands started together share the work instead of doing it twice: waits until the other has done it.

    What is locked is the folder itself: a lock file of root's would keep the person out who called sudo.
    """
    file, told = os.open(folder, os.O_RDONLY), False
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if done_by_others():
                    break
                if not told:
                    progress.say("another command is at it; waiting")
                told = True
                time.sleep(0.3)
        yield
    finally:
        os.close(file)

"""What people unpack to run `sallyport` on their own machine: the files of the image, and commands that start them.

The AOT cache in it is the image's. The JVM takes it wherever the folder is, as long as runtime and jars are the very same.
"""
import gzip
import os
import platform
import shlex
import tarfile
import tempfile
from pathlib import Path

from bed import archive, product, progress, shell

# Folders of the image, and what they are called here.
FOLDERS = {"opt/java": "java", "app": "app"}
SHELLS = ("bash", "zsh", "fish")
START = """#!/bin/sh
# {about}
home=$(dirname "$(dirname "$(readlink -f "$0")")")
exec {command} "$@"
"""
PLUGIN = """#!/bin/sh
# kubectl finds this as `kubectl sallyport`.
exec "$(dirname "$(readlink -f "$0")")/sallyport" "$@"
"""


def packed(folder):
    """Writes the archive into folder; returns its path."""
    name = f"sallyport-{product.version()}-linux-{'aarch64' if platform.machine() == 'aarch64' else 'x64'}"
    image = product.image()
    with progress.step("distribution"), tempfile.TemporaryDirectory() as work:
        root = Path(work) / "root"
        root.mkdir()
        config = archive.unpacked(image, root)
        home = Path(work) / name
        home.mkdir()
        for source, target in FOLDERS.items():
            (root / source).rename(home / target)
        _executable(home / "bin/sallyport", START.format(about="Runs Sallyport's command line.", command=_command(config, home)))
        _executable(home / "bin/kubectl-sallyport", PLUGIN)
        for each in SHELLS:
            script = shell.run(home / "bin/sallyport", "completion", each)
            target = home / f"completions/sallyport.{each}"
            target.parent.mkdir(exist_ok=True)
            target.write_text(script)
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / f"{name}.tar.gz"
        _write(home, written)
    return written


def _command(config, home):
    """The image's own command, for a folder that is known only when it is started."""
    words = []
    for word in config["Entrypoint"]:
        if word.startswith("@"):
            # A file of arguments, which names the jars by where they are in the image.
            word = (home / word.removeprefix("@/")).read_text().strip()
        words.append(word)
    java, *arguments = words
    return " ".join(['"$home/java/bin/java"', *(_anywhere(argument) for argument in arguments)])


def _anywhere(argument):
    return '"' + argument.replace("/app/", "$home/app/") + '"' if "/app/" in argument else shlex.quote(argument)


def _executable(file, text):
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def _write(home, target):
    """The same bytes from the same files: sorted, of nobody, and what was made here, links among it, without a time."""
    made = ("bin", "completions")
    with open(target, "wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packer, \
            tarfile.open(fileobj=packer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted([home, *home.rglob("*")]):
            entry = tar.gettarinfo(path, str(path.relative_to(home.parent)))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            if path == home or path.relative_to(home).parts[0] in made or path.is_dir() or path.is_symlink():
                entry.mtime = 0
            if path.is_file() and not path.is_symlink():
                with open(path, "rb") as content:
                    tar.addfile(entry, content)
            else:
                tar.addfile(entry)
    os.chmod(target, 0o644)

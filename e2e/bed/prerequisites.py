"""What this machine must have. Names everything missing at once, with the line that brings it on Debian."""
import functools
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from bed import machine, progress, shell

SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
PLUGIN_FOLDERS = ("/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni")

# program: Debian package. Those in SMALL may be installed without asking when root runs this on Debian.
PACKAGES = {
    "git": "git", "openssl": "openssl", "nsenter": "util-linux", "unshare": "util-linux", "setpriv": "util-linux",
    "nice": "coreutils", "ip": "iproute2", "iptables": "iptables", "conntrack": "conntrack", "nft": "nftables",
    "runc": "runc", "curl": "curl",
}
SMALL = {"openssl", "iproute2", "iptables", "conntrack", "nftables", "runc", "curl", "ca-certificates",
         "containernetworking-plugins", "python3-venv"}


def check():
    """Raises with a list of everything that is missing, after installing what may be installed."""
    packages, others = _missing()
    small = sorted(set(packages) & SMALL)
    if small and os.geteuid() == 0 and shutil.which("apt-get"):
        with progress.step(f"apt-get install {' '.join(small)}"):
            _install(small)
        packages, others = _missing()
    if not packages and not others:
        return
    lines = ["this machine lacks what the test bed needs:"]
    lines += [f"  {problem}" for problem in others]
    if packages:
        lines += [f"  {problem}" for problem in sorted(set(packages.values()))]
        lines.append(f"  on Debian: apt-get install {' '.join(sorted(packages))}")
    raise shell.Failed("\n".join(lines))


def check_python():
    """Raises unless this Python can have an environment of its own."""
    if sys.version_info < (3, 9):
        raise shell.Failed(f"this needs Python 3.9 or later; this is {sys.version.split()[0]}")
    if importlib.util.find_spec("ensurepip") is None:
        raise shell.Failed("Python's venv module is missing; on Debian: apt-get install python3-venv")


def program(name):
    """The program's path, also from the folders that only root has on its PATH."""
    found = shutil.which(name, path=SYSTEM_PATH)
    if not found:
        raise shell.Failed(f"{name} is missing; on Debian: apt-get install {PACKAGES.get(name, name)}")
    return Path(found)


def cni_plugins():
    """The folder with the network plugins that the node's pods need."""
    for folder in map(Path, PLUGIN_FOLDERS):
        if all((folder / plugin).exists() for plugin in ("bridge", "host-local", "loopback", "portmap")):
            return folder
    raise shell.Failed("the CNI plugins are missing; on Debian: apt-get install containernetworking-plugins")


@functools.lru_cache(maxsize=None)
def jdk():
    """The home of a JDK 25 or later: JAVA_HOME, the one on PATH, or one below /usr/lib/jvm; None if there is none."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("javac")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    if Path("/usr/lib/jvm").is_dir():
        homes += sorted(Path("/usr/lib/jvm").iterdir())
    for home in homes:
        release = home / "release"
        if (home / "bin/jlink").exists() and release.exists():
            version = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
            if version and int(version.group(1)) >= 25:
                return home
    return None


def _missing():
    """Debian packages with their problems, and problems that no small package solves."""
    packages = {package: f"{name} ({package})" for name, package in PACKAGES.items()
                if not shutil.which(name, path=SYSTEM_PATH)}
    others = []
    if sys.platform != "linux" or not machine.supported():
        others.append(f"Linux on x86-64 or arm64; this is {sys.platform} on {os.uname().machine}")
    if sys.version_info < (3, 9):
        others.append(f"Python 3.9 or later; this is {sys.version.split()[0]}")
    try:
        cni_plugins()
    except shell.Failed:
        packages["containernetworking-plugins"] = "CNI plugins (containernetworking-plugins)"
    if not Path("/etc/ssl/certs/ca-certificates.crt").exists():
        packages["ca-certificates"] = "trusted CAs (ca-certificates)"
    if importlib.util.find_spec("ensurepip") is None:
        packages["python3-venv"] = "Python's venv module (python3-venv)"
    if jdk() is None:
        others.append("JDK 25 or later (set JAVA_HOME, or unpack one below /usr/lib/jvm)")
    others += _go()
    return packages, others


def _go():
    if not shutil.which("go"):
        return ["Go 1.26 or later, from https://go.dev/dl"]
    said = subprocess.run(["go", "env", "GOVERSION"], cwd="/", capture_output=True, text=True).stdout.strip()
    number = re.match(r"go(\d+)\.(\d+)", said)
    if number and (int(number.group(1)), int(number.group(2))) < (1, 21):
        return [f"Go 1.26 or later, or one from 1.21 on, which fetches it; this is {said}"]
    return []


def _install(packages):
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    try:
        shell.run(*command, env=quiet)
    except shell.Failed:
        shell.run("apt-get", "update", env=quiet)
        shell.run(*command, env=quiet)

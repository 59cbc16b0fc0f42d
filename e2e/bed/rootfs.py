"""What an image's root folder needs beside the program itself: C libraries, a passwd file, a /tmp."""
import os
import re
import shutil
import subprocess

from bed import shell

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def place(root, file, path):
    """Copies a file to a path below root and makes it executable."""
    target = root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(os.path.realpath(file), target)
    target.chmod(0o755)
    return target


def libraries(root, programs):
    """Copies what the loader names for these programs to the same places below root, and the loader itself."""
    listed = subprocess.run(["ldd", *map(str, programs)], capture_output=True, text=True).stdout
    missing = sorted(set(re.findall(r"^\s+(\S+) => not found", listed, re.M)) - {p.name for p in root.rglob("*.so*")})
    if missing:
        raise shell.Failed(f"this machine lacks C libraries that an image needs: {', '.join(missing)}")
    for found in sorted(set(re.findall(r"(?:=> |^\s+)(/\S+) \(0x", listed, re.M))):
        if not found.startswith(str(root)) and not (root / found.lstrip("/")).exists():
            place(root, found, found)


def essentials(root, name="app", uid=1000):
    """The few files of /etc and the /tmp that programs look for."""
    etc = root / "etc"
    (etc / "ssl/certs").mkdir(parents=True, exist_ok=True)
    if os.path.exists(CERTIFICATES):
        shutil.copy(CERTIFICATES, etc / "ssl/certs")
    (etc / "passwd").write_text(f"root:x:0:0::/:/none\n{name}:x:{uid}:{uid}::/tmp:/none\n")
    (etc / "group").write_text(f"root:x:0:\n{name}:x:{uid}:\n")
    (etc / "nsswitch.conf").write_text("hosts: files dns\n")
    (root / "tmp").mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)

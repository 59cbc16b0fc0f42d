"""This machine's architecture, by the names that others have for it."""
import os

# As Linux says it, to as images say it.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def supported():
    return os.uname().machine in ARCHITECTURES


def architecture():
    """As images and Go name it, such as amd64."""
    return ARCHITECTURES[os.uname().machine]


def library_folders():
    """Where Debian and others keep C libraries."""
    return [f"/lib/{os.uname().machine}-linux-gnu", f"/usr/lib/{os.uname().machine}-linux-gnu", "/lib64", "/usr/lib64"]

"""Running other programs: output kept for the error message, builds done as the person who asked."""
import os
import subprocess


class Failed(Exception):
    """A program said no; the message is meant for the reader."""


def builder():
    """Under sudo, builds run as the person who called it, so that their caches stay theirs."""
    if os.geteuid() == 0 and os.environ.get("SUDO_UID"):
        uid, gid = int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"])
        return {"user": uid, "group": gid, "extra_groups": []}
    return {}


def run(*command, cwd=None, env=None, stdin=None, as_builder=False, nice=0, check=True):
    """Runs to the end and returns standard output; a failure carries the last lines of both."""
    command = [str(part) for part in command]
    if nice:
        command = ["nice", "-n", str(nice), *command]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, input=stdin, text=True,
        stdin=subprocess.DEVNULL if stdin is None else None,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **(builder() if as_builder else {}))
    if check and done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        raise Failed(f"{' '.join(command[:6])} … ended with {done.returncode}:\n{tail}")
    return done.stdout


def started(*command, log, env=None):
    """Starts a program that goes on; what it prints is in the log."""
    with open(log, "w") as output:
        return subprocess.Popen([str(part) for part in command], env={**os.environ, **(env or {})},
                                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

"""One cluster by its name: where its state lies, and how to run a program inside its network."""
import os
import re
import subprocess

from bed import paths, shell

NODE_IP = "10.77.0.1"
PODS = "10.78.0.0/22"
SERVICES = "10.96.0.0/16"
DNS_IP = "10.96.0.10"


class Cluster:
    """Addresses are the same in every cluster: each has a network namespace to itself."""

    def __init__(self, name="sallyport"):
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", name):
            raise shell.Failed(f"cluster name {name!r}: use 1 to 32 lower-case letters, digits and inner dashes")
        self.name = name
        self.state = paths.state(name)
        self.netns = f"sallyport-{name}"
        self.cgroup = f"sallyport-{name}"
        self.kubeconfig = self.state / "kubeconfig"
        self.api = f"https://{NODE_IP}:6443"

    def enter(self):
        """The words to put before a command that is to run inside the cluster's network."""
        # Not `ip netns exec`: it mounts a new /sys, and the control groups are gone from there.
        return ["nsenter", f"--net=/run/netns/{self.netns}", "--"]

    def environment(self):
        """kubectl and helm by name, on the cluster's own kubeconfig."""
        path = f"{self.state / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        return {"KUBECONFIG": str(self.kubeconfig), "PATH": path}

    def run(self, *command, **options):
        """Runs a command inside the cluster's network and returns its output."""
        return shell.run(*self.enter(), *command, env=self.environment(), **options)

    def kubectl(self, *arguments, **options):
        return self.run(self.state / "bin/kubectl", *arguments, **options)

    def helm(self, *arguments, **options):
        return self.run(self.state / "bin/helm", *arguments, **options)

    def ctr(self, *arguments, **options):
        return shell.run(self.state / "bin/ctr", "-a", self.state / "containerd.sock", "-n", "k8s.io",
                         *arguments, **options)

    def load(self, *archives):
        """Imports images (docker-archive files), so that pods find them without pulling; known ones are skipped."""
        known = self._known().values()
        missing = [archive for archive in archives if os.path.basename(archive) not in known]
        import_images(self.state / "bin/ctr", self.state / "containerd.sock", missing)
        self.loaded(missing)

    def loaded(self, archives):
        """Notes images that the cluster has."""
        with open(self.state / "images", "a") as record:
            record.writelines(f"{os.path.basename(archive)}\n" for archive in archives)

    def _known(self):
        """The latest archive of each image: an older one that comes again is not known any more."""
        record = self.state / "images"
        archives = record.read_text().split() if record.exists() else []
        return {archive.rsplit("-", 1)[0]: archive for archive in archives}

    def processes(self):
        """The pids on this machine that live in the cluster's network namespace; empty when there is none."""
        try:
            ours = os.stat(f"/run/netns/{self.netns}").st_ino
        except FileNotFoundError:
            return []
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.stat(f"/proc/{pid}/ns/net").st_ino == ours:
                    found.append(int(pid))
            except OSError:
                pass  # it ended while we looked
        return found

    def running(self):
        """True while the node's process 1 lives."""
        return any(_is_first_of_its_namespace(pid) for pid in self.processes())


def import_images(ctr, socket, archives):
    """Imports image archives into a containerd, side by side."""
    # --local: the newer way through containerd's transfer service takes twice the work.
    command = [str(ctr), "-a", str(socket), "-n", "k8s.io", "images", "import", "--local"]
    running = [(archive, subprocess.Popen([*command, str(archive)], stdin=subprocess.DEVNULL, text=True,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)) for archive in archives]
    for archive, process in running:
        said, _ = process.communicate()
        if process.returncode != 0:
            raise shell.Failed(f"importing {archive} failed:\n{said}")


def _is_first_of_its_namespace(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("NSpid:"):
                    numbers = line.split()[1:]
                    return len(numbers) > 1 and numbers[-1] == "1"
    except OSError:
        pass
    return False

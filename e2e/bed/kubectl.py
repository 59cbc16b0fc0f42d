"""kubectl, helm and ctr against one cluster, run inside its network namespace when it has one of its own."""
import json
import shutil
import subprocess
import time
from pathlib import Path

from bed import parts
from bed.shell import Failed


class Kubectl:
    """Every call is one process; a refusal becomes a Failed that carries kubectl's own words."""

    def __init__(self, kubeconfig, netns=None, program=None, helm_program=None):
        self.kubeconfig = Path(kubeconfig)
        self.netns = netns
        self.program = str(program or shutil.which("kubectl") or parts.binary("kubectl"))
        self.helm_program = helm_program or shutil.which("helm")

    @classmethod
    def of(cls, cluster):
        """A cluster that `e2e/cluster up` started, with its own kubectl and helm."""
        return cls(cluster.kubeconfig, cluster.netns, cluster.state / "bin/kubectl", cluster.state / "bin/helm")

    def inside(self, *command):
        """The command line that runs where the cluster's addresses can be reached.

        `ip netns exec` would also remount /sys and hide the cgroups, so nsenter does it.
        """
        where = ["nsenter", f"--net=/run/netns/{self.netns}"] if self.netns else []
        return [*where, *(str(part) for part in command)]

    def run(self, *args, stdin=None, timeout=120, check=True):
        """Standard output of `kubectl args`."""
        return self.call(*args, stdin=stdin, timeout=timeout, check=check).stdout

    def call(self, *args, stdin=None, timeout=120, check=False):
        """Exit code, standard output and standard error: warnings and refusals are written to the last."""
        return self._finish([self.program, *args], stdin, timeout, check)

    def helm(self, *args, stdin=None, timeout=300):
        """Standard output of `helm args`."""
        return self._finish([self.helm_program or parts.binary("helm"), *args], stdin, timeout, check=True).stdout

    def _finish(self, command, stdin, timeout, check):
        done = subprocess.run(self.inside("env", f"KUBECONFIG={self.kubeconfig}", *command), text=True,
                              input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
                              capture_output=True, timeout=timeout)
        if check and done.returncode != 0:
            shown = " ".join([Path(command[0]).name, *(str(part) for part in command[1:7])])
            raise Failed(f"{shown}: {(done.stderr or done.stdout).strip()[-3000:]}")
        return done

    def apply(self, *objects, server_side=True):
        """Applies YAML texts, or objects as dictionaries; server-side, as big CRDs need."""
        texts = [o if isinstance(o, str) else json.dumps(o) for o in objects]
        how = ["--server-side", "--force-conflicts"] if server_side else []
        return self.run("apply", *how, "-f", "-", stdin="\n---\n".join(texts))

    def get(self, kind, name, namespace=None):
        """The object, or None where there is none."""
        where = ["-n", namespace] if namespace else []
        text = self.run("get", kind, name, *where, "-o", "json", "--ignore-not-found")
        return json.loads(text) if text.strip() else None

    def items(self, kind, namespace=None, selector=None):
        """All objects of a kind, in one namespace or in all."""
        where = ["-n", namespace] if namespace else ["-A"]
        which = ["-l", selector] if selector else []
        return json.loads(self.run("get", kind, *where, *which, "-o", "json"))["items"]

    def wait(self, what, condition, namespace=None, timeout=60):
        """Waits for a condition such as `condition=Ready` or `delete` on `kind/name`."""
        where = ["-n", namespace] if namespace else []
        return self.run("wait", what, f"--for={condition}", *where, f"--timeout={timeout}s", timeout=timeout + 10)

    def until(self, what, probe, timeout=60, pause=0.2):
        """Repeats probe() until it returns something true; its last failure goes into the message."""
        deadline, last = time.monotonic() + timeout, None
        while True:
            try:
                found = probe()
                if found:
                    return found
            except Failed as failure:
                last = failure
            if time.monotonic() > deadline:
                raise Failed(f"{what}: not within {timeout} seconds" + (f"; {last}" if last else ""))
            time.sleep(pause)

    def rolled_out(self, deployment, namespace, timeout=120):
        """Waits until a Deployment runs what its template says."""
        return self.run("rollout", "status", f"deployment/{deployment}", "-n", namespace,
                        f"--timeout={timeout}s", timeout=timeout + 10)

    def token(self, account, namespace, audience="istio-ingressgateway.istio-system.svc.cluster.local",
              duration="1h"):
        """A token of a ServiceAccount, as a client program would ask for it."""
        return self.run("create", "token", account, "-n", namespace, f"--audience={audience}",
                        f"--duration={duration}").strip()

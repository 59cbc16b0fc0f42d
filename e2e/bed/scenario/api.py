"""The Kubernetes API for what is asked often: one `kubectl proxy` on a socket file, so that any kubeconfig will do."""
import http.client
import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bed.shell import Failed

PATHS = {
    "inferenceservice": "apis/serving.kserve.io/v1beta1/{namespace}inferenceservices",
    "knativeservice": "apis/serving.knative.dev/v1/{namespace}services",
    "virtualservice": "apis/networking.istio.io/v1/{namespace}virtualservices",
    "authorizationpolicy": "apis/security.istio.io/v1/{namespace}authorizationpolicies",
    "requestauthentication": "apis/security.istio.io/v1/{namespace}requestauthentications",
    "lease": "apis/coordination.k8s.io/v1/{namespace}leases",
    "event": "api/v1/{namespace}events",
    "pod": "api/v1/{namespace}pods",
    "serviceaccount": "api/v1/{namespace}serviceaccounts",
    "namespace": "api/v1/namespaces",
}
COMPANIONS = ("virtualservice", "authorizationpolicy", "requestauthentication")


class Refused(Failed):
    """The API server answered with an error; `status` is its HTTP status."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Connection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Api:
    def __init__(self, kubectl):
        self.folder = tempfile.TemporaryDirectory(prefix="scenarios-")
        self.socket = str(Path(self.folder.name) / "api")
        command = kubectl.inside(kubectl.program, f"--kubeconfig={kubectl.kubeconfig}", "proxy",
                                 f"--unix-socket={self.socket}")
        self.proxy = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE, text=True)
        while not Path(self.socket).exists():
            if self.proxy.poll() is not None:
                raise Failed(f"kubectl proxy: {self.proxy.stderr.read().strip()}")
            time.sleep(0.02)

    def close(self):
        self.proxy.terminate()
        self.proxy.wait()
        self.folder.cleanup()

    def send(self, method, path, body=None, content="application/json", timeout=30, headers=()):
        """The answer as a tree; an error of the API server is raised with its message."""
        connection = Connection(self.socket, timeout)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, "/" + path, data, {**({"Content-Type": content} if data else {}), **dict(headers)})
            answer = connection.getresponse()
            said = answer.read()
        except OSError as error:
            raise Failed(f"{method} {path}: {error}") from error
        finally:
            connection.close()
        if answer.status >= 300:
            raise Refused(answer.status, _message(said))
        return json.loads(said)

    def path(self, kind, namespace=None, name=None):
        base = PATHS[kind].format(namespace=f"namespaces/{namespace}/" if namespace else "")
        return f"{base}/{name}" if name else base

    def get(self, kind, name, namespace=None):
        """The object, or None where there is none."""
        try:
            return self.send("GET", self.path(kind, namespace, name))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def items(self, kind, namespace=None, selector=""):
        query = f"?labelSelector={selector.replace('=', '%3D').replace(',', '%2C')}" if selector else ""
        return self.send("GET", self.path(kind, namespace) + query)["items"]

    def merge(self, kind, name, namespace, change):
        """A merge patch, as `kubectl label` sends it."""
        return self.send("PATCH", self.path(kind, namespace, name), change, "application/merge-patch+json")

    def companions(self, model, namespace):
        """Every object that Sallyport made for a model, as (kind, object)."""
        selector = f"sallyport.io/inference-service={model}" if model else "app.kubernetes.io/managed-by=sallyport"
        return [(kind, found) for kind in COMPANIONS for found in self.items(kind, namespace, selector)]

    def watch(self, kind, name, namespace, seconds=600):
        """Every version of one object from now on, until the connection is closed; a generator and its closer."""
        connection = Connection(self.socket, seconds)
        path = self.path(kind, namespace)
        connection.request("GET", f"/{path}?watch=1&fieldSelector=metadata.name%3D{name}")
        answer = connection.getresponse()

        def versions():
            for line in answer:
                yield json.loads(line)

        def close():
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except (OSError, AttributeError):
                pass

        return versions(), close


class As:
    """The same API, asked in the name of somebody else."""

    def __init__(self, api, user, group):
        self.api = api
        self.headers = {"Impersonate-User": user, "Impersonate-Group": group}

    def send(self, *request):
        return self.api.send(*request, headers=self.headers)


def _message(said):
    try:
        return json.loads(said).get("message", "")
    except ValueError:
        return said.decode(errors="replace")[:500]

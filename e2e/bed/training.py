"""A real API server for a minute, and everything that a replica of ours usually does, done once."""
import json
import os
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request

from bed import parts, paths, shell

CRDS = paths.REPOSITORY / "src/test/resources/crds"
CERTS = paths.REPOSITORY / "certs-script/make-certs"
OBJECTS = paths.REPOSITORY / "src/test/resources/cluster"
MODEL = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
         "metadata": {"name": "iris", "namespace": "team", "labels": {"expose-external": "true"}},
         "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}}}},
         "status": {"address": {"url": "http://iris-predictor.team.svc.cluster.local"}}}
TOKEN = "training"
ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount"
PATIENCE = 120


class ApiServer:
    """etcd and kube-apiserver on this machine's loopback, with the CRDs and objects of the program's own tests."""

    def __init__(self, folder):
        self.folder, self.url, self.processes = folder, f"https://127.0.0.1:{_free_port()}", []

    def __enter__(self):
        self.folder.mkdir()
        shell.run("openssl", "genrsa", "-out", "sa.key", "2048", cwd=self.folder)
        (self.folder / "tokens").write_text(f"{TOKEN},admin,admin,system:masters\n")
        self.kubeconfig = self.folder / "kubeconfig"
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "it",
            "clusters": [{"name": "it", "cluster": {"server": self.url, "insecure-skip-tls-verify": True}}],
            "users": [{"name": "it", "user": {"token": TOKEN}}],
            "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}]}))
        store = f"http://127.0.0.1:{_free_port()}"
        try:
            self._start("etcd", f"--data-dir={self.folder}/data", "--unsafe-no-fsync", f"--listen-client-urls={store}",
                        f"--advertise-client-urls={store}", f"--listen-peer-urls=http://127.0.0.1:{_free_port()}")
            self._start("kube-apiserver", f"--etcd-servers={store}", "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1", f"--secure-port={self.url.rsplit(':', 1)[1]}",
                        f"--cert-dir={self.folder}", "--endpoint-reconciler-type=none",
                        "--service-cluster-ip-range=10.96.0.0/16", "--authorization-mode=RBAC",
                        f"--token-auth-file={self.folder}/tokens", "--disable-admission-plugins=ServiceAccount",
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        f"--service-account-key-file={self.folder}/sa.key",
                        f"--service-account-signing-key-file={self.folder}/sa.key")
            until("the API server", lambda: self.kubectl("get", "--raw=/readyz"))
            self.kubectl("apply", f"--filename={CRDS}")
            self.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
            until("the namespaces", lambda: self.kubectl("apply", f"--filename={OBJECTS}"))
            self._certificates()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def _certificates(self):
        """As every pod but the very first finds them, so that making some is no part of the lesson."""
        shell.run(CERTS, "--keep-ca-key", "certs", cwd=self.folder)
        made = self.folder / "certs"
        self.kubectl("apply", "--filename=-", stdin=json.dumps({
            "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
            "metadata": {"name": "sallyport-tls", "namespace": "sallyport"},
            "stringData": {name: (made / name).read_text() for name in ("tls.crt", "tls.key", "ca.crt", "ca.key")}}))

    def _start(self, name, *arguments):
        self.processes.append(shell.started(parts.binary(name), *arguments, log=self.folder / f"{name}.log"))

    def kubectl(self, *arguments, stdin=None):
        return shell.run(parts.binary("kubectl"), f"--kubeconfig={self.kubeconfig}", *arguments, stdin=stdin)


class Lesson:
    """How the program is started to be taught, and what it is taught."""

    def __init__(self, api, root):
        folder = root / "tmp"
        self.api, self.port, metrics = api, _free_port(), _free_port()
        self.metrics = f"http://127.0.0.1:{metrics}/metrics"
        (folder / "settings.yaml").write_text(json.dumps({"webhook": {"port": self.port}, "metrics": {"port": metrics}}))
        self._account(root / ACCOUNT)
        self.arguments = ["serve", "--settings", "/tmp/settings.yaml"]
        server = urllib.parse.urlsplit(api.url)
        self.environment = {"KUBERNETES_SERVICE_HOST": server.hostname, "KUBERNETES_SERVICE_PORT": str(server.port),
                            "POD_NAMESPACE": "sallyport", "POD_NAME": "training", "POD_SERVICE_ACCOUNT": "sallyport"}

    def _account(self, folder):
        """As the kubelet mounts it into a pod, so that the way into the cluster is part of the lesson."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ca.crt").write_text((self.api.folder / "apiserver.crt").read_text())
        (folder / "namespace").write_text("sallyport")
        (folder / "token").write_text(TOKEN)

    def taught(self, alive):
        """Becomes ready, answers admission, exposes a model and closes it again."""
        for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
            self.api.kubectl("apply", "--filename=-", stdin=json.dumps({
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": {"name": "sallyport"}}))
        until("readiness", lambda: self._ready(alive))
        for operation in ("CREATE", "UPDATE"):
            self._ask("/mutate/inferenceservice", json.dumps(_review(operation)))
        self.api.kubectl("apply", "--filename=-", stdin=json.dumps(MODEL))
        until("the route", lambda: self.api.kubectl("get", "virtualservice", "iris.expose-external", "--namespace=team"))
        urllib.request.urlopen(self.metrics, timeout=10).read()
        self.api.kubectl("delete", "inferenceservice", "iris", "--namespace=team")

    def _ready(self, alive):
        if not alive():
            raise SystemExit("the program ended before it was ready")
        return self._ask("/readyz")

    def _ask(self, path, body=None):
        request = urllib.request.Request(f"https://127.0.0.1:{self.port}{path}", body and body.encode(),
                                         {"Content-Type": "application/json"})
        unverified = ssl.create_default_context()
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        with urllib.request.urlopen(request, timeout=10, context=unverified) as answer:
            return answer.status == 200


def until(what, attempt):
    """Waits until the attempt neither fails nor says no."""
    deadline, reason = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        try:
            if attempt() is not False:
                return
        except (shell.Failed, OSError, urllib.error.URLError) as failure:
            reason = str(failure)
        time.sleep(0.2)
    raise shell.Failed(f"{what} did not come within {PATIENCE} s: {reason}")


def _review(operation):
    request = {"uid": "1", "operation": operation, "name": "iris", "namespace": "team",
               "kind": {"group": "serving.kserve.io", "version": "v1beta1", "kind": "InferenceService"},
               "object": MODEL, "userInfo": {"username": "somebody"}}
    if operation == "UPDATE":
        request["oldObject"] = MODEL
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]

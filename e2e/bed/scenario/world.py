"""The cluster that scenarios meet, and one scenario's own corner of it."""
import json
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from bed import images, people, progress, recipe, release, shell
from bed.outside import Gateway
from bed.scenario import files, texts
from bed.scenario.api import Api
from bed.scenario.vocabulary import WORDS, Unexpected

AUDIENCE = "istio-ingressgateway.istio-system.svc.cluster.local"
# Envoy's own, by which Istio leaves it (jwt_authn, clock_skew_seconds).
CLOCK_SKEW = 60


class World:
    """Shared by all scenarios of a run."""

    def __init__(self, kubectl, gateway=None, cluster=None, standin=images.reference("echo")):
        self.kubectl, self.cluster, self.standin = kubectl, cluster, standin
        self.api = Api(kubectl)
        self.forward, self.verbose = None, False
        self.gateway = gateway or self._gateway()
        self.chart = release.chart(kubectl)
        self.issuer = self.api.send("GET", ".well-known/openid-configuration")["issuer"]
        self._tokens, self._lock = {}, threading.Lock()

    def close(self):
        self.api.close()
        if self.forward:
            self.forward.terminate()

    def _gateway(self):
        """The Service's own address where it can be reached from here, else a port forward."""
        direct = Gateway.of(self.kubectl)
        try:
            direct.connection(timeout=3).connect()
            return direct
        except OSError:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            self.forward = subprocess.Popen(
                self.kubectl.inside(self.kubectl.program, f"--kubeconfig={self.kubectl.kubeconfig}", "port-forward",
                                    "-n", "istio-system", "service/istio-ingressgateway", f"{port}:80"),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            progress.say(f"the gateway's address is not reachable from here: forwarding 127.0.0.1:{port} to it")
            time.sleep(2)
            return Gateway("127.0.0.1", port)

    def token(self, namespace, account, audience=AUDIENCE, seconds=3600):
        """A ServiceAccount's token; asked for once and kept."""
        key = (namespace, account, audience, seconds)
        with self._lock:
            if key not in self._tokens:
                audiences = {"audiences": audience.split(",")} if audience else {}
                path = f"{self.api.path('serviceaccount', namespace, account)}/token"
                self._tokens[key] = self.api.send("POST", path, {
                    "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                    "spec": {"expirationSeconds": seconds, **audiences}})["status"]["token"]
            return self._tokens[key]

    def expiring(self, namespace, account, seconds):
        """A token of an account that the gateway takes for so many seconds more: Envoy lets each pass a minute late."""
        return people.expiring(self.cluster.state, self.token(namespace, account), time.time() - CLOCK_SKEW + seconds)

    def person(self, email):
        """The token of somebody who signed in; the bed holds the key that signs them."""
        return people.token(self.cluster.state, email)

    def provider_keys(self):
        """With which further issuers sign, as a JSON Web Key Set."""
        return people.keys(self.cluster.state, people.PROVIDER)

    def issued(self, claims):
        """A token of a further issuer, good for an hour unless it says otherwise."""
        return people.signed(self.cluster.state, people.PROVIDER, {"exp": int(time.time()) + 3600, **claims})

    def lease(self):
        """By which Sallyport's pods agree who writes; None where there is none."""
        return self.api.get("lease", release.NAME, release.NAMESPACE)

    def missing(self, scenario):
        """Why this cluster cannot run a scenario; empty when it can."""
        lacks = {
            "bed": lambda: not self.cluster and "needs the bed's own cluster",
            "iris": lambda: not self.kubectl.get("service", "minio", "minio") and "the bed's model store is not here",
            "knative": lambda: not self.kubectl.get("deployment", "controller", "knative-serving") and "Knative is not here",
            "mesh": lambda: not self.kubectl.get("deployment", "istiod", "istio-system") and "istiod is not here",
            "helm": lambda: not self.kubectl.helm_program and "helm is not on PATH",
        }
        return [reason for reason in (lacks[need]() for need in scenario.needs) if reason]


class Run:
    """One scenario under way: its namespaces, its placeholders, and the step it is at."""

    def __init__(self, world, scenario):
        self.world, self.scenario = world, scenario
        self.id = f"{random.randrange(16 ** 5):05x}"
        self.namespaces = {alias: f"{alias}-{self.id}" for alias in scenario.namespaces}
        self.variables = {
            **self.namespaces, "id": self.id, "chart": world.chart, "audience": AUDIENCE, "issuer": world.issuer,
            "standin": world.standin, "folder": Path(tempfile.gettempdir()) / f"scenario-{self.id}"}
        self.at = ""

    def prepare(self):
        """Makes the namespaces; a profile is what Kubeflow gives to a person."""
        self.variables["folder"].mkdir(mode=0o700)
        for alias, kind in self.scenario.namespaces.items():
            namespace = self.namespaces[alias]
            if kind == "profile":
                self.world.kubectl.apply(recipe.profile(namespace))
            else:
                self.world.api.send("POST", "api/v1/namespaces", recipe.plain(namespace))
        for namespace in self.namespaces.values():
            self.world.kubectl.until(f"the default account of {namespace}", lambda: self.world.api.get(
                "serviceaccount", "default", namespace))  # noqa: B023  used before the next turn

    def clean(self):
        """Asks for the namespaces to go and does not wait: the next scenario has others."""
        shutil.rmtree(self.variables["folder"], ignore_errors=True)
        for namespace in self.namespaces.values():
            try:
                self.world.api.send("DELETE", f"api/v1/namespaces/{namespace}")
            except shell.Failed:
                pass  # the scenario took it away itself

    def manifest(self, name, extra=None):
        """The text of a manifest file with its placeholders filled in."""
        text = files.manifest(self.scenario.folder, name).read_text()
        return texts.filled(text, {**self.variables, **(extra or {})})

    def steps(self, steps, path):
        """Runs steps one after the other."""
        for index, step in enumerate(steps):
            self.step(step, f"{path}[{index}]")

    def step(self, step, path):
        """Runs one step, again and again while its word may wait."""
        if isinstance(step, list):
            return self.steps(step, path)
        known = next(WORDS[key] for key in step if key in WORDS)
        self.at = f"{path}.{known.name}"
        # Inner steps keep their placeholders: some are only known when they run.
        given = {key: value if key in ("do", "parallel", "meanwhile", "every") and isinstance(value, list)
                 else texts.filled(value, self.variables)
                 for key, value in step.items() if key != "because"}
        value, began = given.pop(known.name), time.monotonic()
        limit = began + given.pop("within", known.waits)
        while True:
            try:
                known.act(self, value, **given)
                if self.world.verbose:
                    progress.say(f"{self.scenario.name} {path}.{known.name}: {time.monotonic() - began:.1f}s")
                return
            except (Unexpected, shell.Failed) as failure:
                if time.monotonic() > limit:
                    self.at = f"{path}.{known.name}"
                    raise Unexpected(f"{self.at} ({_short(value)}): {failure}") from failure
                time.sleep(0.15)

    def model(self, reference):
        """`team/iris` as (namespace, name)."""
        alias, _, name = reference.partition("/")
        return self.namespaces.get(alias, alias), name


def _short(value):
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 100 else text[:100] + "…"

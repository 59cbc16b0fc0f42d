"""A webhook in Go that says yes to all it is asked: what it costs here to ask anybody at all."""
import base64
import contextlib
import subprocess

from bed import parts
from bed.bench import counters, models
from bed.shell import Failed

NAME, LABEL, ADDRESS = "yes.sallyport.test", {"asks": "yes"}, "127.0.0.1:8843"
CONFIGURATIONS = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
END = "-----END CERTIFICATE-----\n"


@contextlib.contextmanager
def asked(bench, model, namespace):
    """Inside, the API server asks it, and nobody else, about this model."""
    server = subprocess.Popen([*bench.cluster.enter(), parts.binary("echo"), "admit", ADDRESS], stdout=subprocess.PIPE, text=True)
    try:
        bench.api.send("POST", CONFIGURATIONS, _configuration(_authority(server)))
        try:
            models.create(bench.client, model, namespace, LABEL)
            before = _calls(bench)
            bench.kubectl.until("the API server to ask it", lambda: _once(bench, model, namespace) > before)
            yield
        finally:
            bench.api.send("DELETE", f"{CONFIGURATIONS}/{NAME}")
    finally:
        server.terminate()
        server.wait()


def _authority(server):
    """What it prints once it listens; why it does not, it has said to standard error."""
    said = ""
    while not said.endswith(END):
        line = server.stdout.readline()
        if not line:
            raise Failed(f"the webhook that says yes does not listen on {ADDRESS}")
        said += line
    return said


def _once(bench, model, namespace):
    bench.client.merge(models.KIND, model, namespace, {}, "?dryRun=All")
    return _calls(bench)


def _calls(bench):
    return counters.webhook(bench.api, NAME)[0]


def _configuration(authority):
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": NAME},
        "webhooks": [{
            "name": NAME, "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Ignore", "timeoutSeconds": 5,
            "clientConfig": {"url": f"https://{ADDRESS}/", "caBundle": base64.b64encode(authority.encode()).decode()},
            "objectSelector": {"matchLabels": LABEL},
            "rules": [{"apiGroups": ["serving.kserve.io"], "apiVersions": ["v1beta1"], "resources": ["inferenceservices"],
                       "operations": ["CREATE", "UPDATE"]}]}]}

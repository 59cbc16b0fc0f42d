"""Words for admission calls that go on and on while Sallyport's pods come and go."""
import http.client
import json
import threading
import time
from collections import namedtuple

from bed import progress, shell
from bed.scenario import api
from bed.scenario.vocabulary import Unexpected, number, steps, text, word

DRY = "?dryRun=All"
UNANSWERED = "failed calling webhook"
# The API server's own count of webhooks it could not ask, whether it then let the write through or refused it.
COUNTERS = ("apiserver_admission_webhook_fail_open_count", "apiserver_admission_webhook_rejection_count")

# Of each client between two calls: the machine is to be busy with the pods that come and go, and not with the load.
PAUSE = 0.2

# judged_later: the API server may let it through, and the controller looks at it all the same
Call = namedtuple("Call", "method path body judged judged_later", defaults=[False])


@word("admissionLoad", text, {"do": steps, "calls": number, "clients": number, "retried": number}, required=["do"])
def admission_load(run, alias, do, calls=2000, clients=6, retried=None):
    """Dry-run writes from several clients over kept connections while `do` runs, and until there were that many calls.

    A third each: models that have to be told their URL, harmless edits of a protected policy, and writes the guard has
    to refuse. One that is not judged is a failure, also where the API server lets it through. With `retried`, which is
    for pods that die under a call: a model may be let through, since the controller judges it again, and what else no
    pod could judge may be refused, if tried again it is judged within that many seconds.
    """
    before, load = _unasked(run), _Load(run, _calls(run.namespaces[alias]), retried)
    threads = [threading.Thread(target=load.client, args=[turn]) for turn in range(int(clients))]
    for thread in threads:
        thread.start()
    try:
        run.steps(do, f"{run.at}.do")
        while load.done < calls and not load.failures:
            time.sleep(0.1)
    finally:
        load.over.set()
        for thread in threads:
            thread.join()
    unasked = {name: count - before.get(name, 0) for name, count in _unasked(run).items() if count > before.get(name, 0)}
    progress.say(f"{load.done} admission calls, {len(load.failures)} failed{load.spared()}; longest {load.longest:.2f}s; "
                 f"webhooks that the API server did not reach: {sum(unasked.values()):.0f}")
    if load.failures:
        kind, said = load.failures[0]
        raise Unexpected(f"{len(load.failures)} of {load.done} calls failed; the first, {kind}: {said}")
    if unasked and retried is None:
        raise Unexpected(f"the API server could not ask: {unasked}")


class _Load:
    def __init__(self, run, calls, retried):
        self.socket, self.calls, self.retried = run.world.api.socket, calls, retried
        self.over, self.lock = threading.Event(), threading.Lock()
        self.done, self.let_through, self.longest, self.failures, self.again = 0, 0, 0.0, [], []

    def client(self, turn):
        connection = api.Connection(self.socket, 30)
        while not self.over.is_set():
            kind = list(self.calls)[turn % len(self.calls)]
            began = time.monotonic()
            said = self._judged(connection, self.calls[kind])
            if said and self.retried is not None:
                said = self._spare(connection, self.calls[kind], said)
            with self.lock:
                self.done += 1
                self.longest = max(self.longest, time.monotonic() - began)
                if said:
                    self.failures.append((kind, said))
            turn += 1
            self.over.wait(PAUSE)
        connection.close()

    def spared(self):
        """What `retried` excused, as a part of a sentence."""
        again = f", {len(self.again)} refused and judged when tried again, the last after {max(self.again):.1f}s" \
            if self.again else ""
        return again + (f", {self.let_through} models let through for the controller to judge" if self.let_through else "")

    def _spare(self, connection, call, said):
        if call.judged_later and said.startswith("201 "):
            with self.lock:
                self.let_through += 1
            return None
        began = time.monotonic()
        while said and UNANSWERED in said and not call.judged_later and time.monotonic() - began < self.retried:
            time.sleep(0.1)
            said = self._judged(connection, call)
        if not said:
            with self.lock:
                self.again.append(time.monotonic() - began)
        return said

    @staticmethod
    def _judged(connection, call):
        """None if it was judged as it should be, else what was said instead."""
        try:
            content = "application/merge-patch+json" if call.method == "PATCH" else "application/json"
            connection.request(call.method, call.path, json.dumps(call.body), {"Content-Type": content})
            answer = connection.getresponse()
            said = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as failure:
            connection.close()
            return f"no answer: {failure!r}"
        return None if call.judged(answer.status, said) else f"{answer.status} {said[:600]}"


def _calls(namespace):
    policies = "/apis/security.istio.io/v1/namespaces/istio-system"
    model = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
             "metadata": {"name": "asked", "namespace": namespace, "labels": {"expose-external": "true"},
                          "annotations": {"serving.kserve.io/autoscalerClass": "none"}},
             "spec": {"predictor": {"containers": [{"name": "kserve-container", "image": "unused"}]}}}
    stranger = {"apiVersion": "security.istio.io/v1", "kind": "RequestAuthentication",
                "metadata": {"name": "stranger", "namespace": "istio-system"},
                "spec": {"jwtRules": [{"issuer": "https://stranger.example.com"}]}}
    return {
        "a model": Call("POST", f"/apis/serving.kserve.io/v1beta1/namespaces/{namespace}/inferenceservices{DRY}", model,
                        lambda status, said: status == 201 and "sallyport.io/url" in said, judged_later=True),
        "a harmless edit": Call("PATCH", f"{policies}/authorizationpolicies/istio-ingressgateway-require-jwt{DRY}",
                                {"metadata": {"annotations": {"note": "harmless"}}},
                                lambda status, said: status == 200),
        "a stranger's issuer": Call("POST", f"{policies}/requestauthentications{DRY}", stranger,
                                    lambda status, said: status == 403 and "denied the request" in said),
    }


def _unasked(run):
    """How often the API server has not reached a webhook of ours, by counter and webhook."""
    found = {}
    for line in run.world.kubectl.run("get", "--raw", "/metrics").splitlines():
        name, _, count = line.rpartition(" ")
        if line.startswith(COUNTERS) and "sallyport.io" in name and (
                "fail_open" in name or "calling_webhook_error" in name):
            found[name] = float(count)
    return found


@word("leaders", number, {"do": steps}, required=["do"])
def leaders(run, least, do):
    """While `do` runs, the Lease gets at least this many new holders."""
    def count():
        return run.world.lease()["spec"]["leaseTransitions"]

    before = count()
    run.steps(do, f"{run.at}.do")
    found = count() - before
    progress.say(f"{found} new leaders")
    if found < least:
        raise Unexpected(f"there were {found} new leaders, not {least}")

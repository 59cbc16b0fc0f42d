"""Words for calls from outside and from pods, and for what the model server itself saw."""
import json
import random
import re
import time
from collections import Counter
from urllib.parse import unquote

from bed.recipe import ORDINARY
from bed.scenario.vocabulary import Unexpected, anything, listed, mapping, number, statuses, text, texts, word

_ACCESS = re.compile(r'"?([A-Z]+) (\S+) HTTP/1')
# Checked by KServe or Istio themselves, whoever calls.
_PROBES = ("/healthz", "/readyz")


@word("call", text, {
    "as": text, "audience": text, "bearer": text, "person": text, "from": text, "headers": mapping, "body": anything,
    "status": statuses, "answers": texts, "hides": texts, "contentType": text, "holds": number, "under": number},
    required=["status"])
def call(run, request, status, answers=(), hides=(), contentType=None, holds=0, under=None, **how):
    """One request, its path sent exactly as written here; with `holds: 3` the answer is the same for 3 seconds."""
    end = time.monotonic() + holds
    while True:
        began = time.monotonic()
        _expect(sent(run, request, **how), listed(status), listed(answers), listed(hides), contentType)
        if under is not None and time.monotonic() - began > under:
            raise Unexpected(f"the answer took {time.monotonic() - began:.1f} seconds, more than {under}")
        if time.monotonic() >= end:
            return
        time.sleep(0.1)


def _expect(answer, status, answers, hides, content):
    code, kind, body = answer
    shown = f"{code} {kind} {' '.join(body.split())[:300]}"
    if code not in status:
        raise Unexpected(f"expected {' or '.join(map(str, status))}, got {shown}")
    for wanted in answers:
        if wanted not in body:
            raise Unexpected(f"{wanted!r} is not in the answer: {shown}")
    for unwanted in hides:
        if unwanted in body:
            raise Unexpected(f"{unwanted!r} is in the answer: {shown}")
    if content and not (kind or "").startswith(content):
        raise Unexpected(f"expected content type {content}, got {shown}")


def sent(run, request, **how):
    """(status, content type, body) of one request on a connection of its own."""
    method, _, target = request.partition(" ")
    if "as" in how:
        namespace, account = run.model(how["as"])
        options = [how["audience"]] if "audience" in how else []
        how["bearer"] = run.world.token(namespace, account, *options)
    if "person" in how:
        how["bearer"] = run.world.person(how["person"])
    body = how.get("body", ORDINARY if method == "POST" else None)
    if "from" in how:
        return _from_pod(run, how["from"], method, target, how.get("bearer"), body, how.get("headers") or {})
    try:
        answer = run.world.gateway.call(method, target, how.get("bearer"), body, how.get("headers"))
    except OSError as error:
        raise Unexpected(f"no answer: {error}") from error
    return answer.status, answer.headers.get("content-type"), answer.body


def _from_pod(run, reference, method, url, bearer, body, headers):
    namespace, pod = run.model(reference)
    words = ["get", "-X", method, "-t", "10"]
    for name, value in {**headers, **({"Authorization": f"Bearer {bearer}"} if bearer else {})}.items():
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        words += ["-d", json.dumps(body)]
    done = run.world.kubectl.call("exec", "-n", namespace, pod, "-c", "client", "--", "/echo", *words, url)
    code, _, said = done.stdout.partition(" ")
    if not code.isdigit():
        raise Unexpected(f"no answer: {' '.join((done.stdout + done.stderr).split())[:300]}")
    return int(code), None, said


@word("paths", text, {"as": text, "reach": mapping, "never": texts}, required=["as", "reach"])
def paths(run, reference, reach, never=(), **how):
    """Calls every path; the model server's own log has to show those of `reach`, as written there, and no others."""
    before = _seen_before(run, reference, next(iter(reach)), how)
    for request in reach:
        _expect(sent(run, request, **how), [200], [], [], None)
    for request in listed(never):
        # Whatever the status: Kubeflow's dashboard answers what no other route takes.
        sent(run, request, **how)
    wanted = Counter(reach.values())
    limit = time.monotonic() + 5
    while True:
        arrived = Counter(seen(run, reference)) - before
        # Once all that should have arrived is in the log, a little longer for what should not.
        if arrived == wanted and time.monotonic() > limit - 4:
            return
        if arrived - wanted or time.monotonic() > limit:
            raise Unexpected(f"the model server also saw {dict(arrived - wanted)}, and did not see {dict(wanted - arrived)}")
        time.sleep(0.3)


def _seen_before(run, reference, request, how):
    """What the log holds by now. Lines of earlier calls may still be on their way to it; after one of our own, none is."""
    mark = f"mark={random.randrange(16 ** 8):08x}"
    sent(run, f"{request}?{mark}", **how)
    run.world.kubectl.until("our call in the model server's log", lambda: any(mark in line for line in seen(run, reference)))
    return Counter(seen(run, reference))


@word("modelLog", text, {"shows": texts, "hides": texts}, waits=5)
def model_log(run, reference, shows=(), hides=()):
    """The model server's own access log: what is in it, and what is not."""
    log = "\n".join(_logs(run, reference))
    for wanted in listed(shows):
        if wanted not in log:
            raise Unexpected(f"{wanted!r} is not in the log of {reference}: …{log[-600:]}")
    for unwanted in listed(hides):
        if unwanted in log:
            line = next(line for line in log.splitlines() if unwanted in line)
            raise Unexpected(f"{unwanted!r} is in the log of {reference}: {line[:600]}")


def seen(run, reference):
    """The requests the model server saw, as `POST /v1/models/iris:predict`."""
    found = []
    for line in _logs(run, reference):
        if line.startswith("{"):
            entry = json.loads(line)
            found.append(f"{entry.get('method')} {entry.get('path')}")
        else:
            match = _ACCESS.search(line)  # the real server quotes what it was sent, colons too
            if match:
                found.append(f"{match.group(1)} {unquote(match.group(2))}")
    return [request for request in found if not request.endswith(_PROBES)]


def _logs(run, reference):
    namespace, name = run.model(reference)
    said = run.world.kubectl.run("logs", "-n", namespace, "-l", f"serving.kserve.io/inferenceservice={name}",
                                 "-c", "kserve-container", "--tail=-1", "--ignore-errors")
    return said.splitlines()


_DOOR = {"as": text, "audience": text, "bearer": text, "person": text, "holds": number}


@word("open", text, _DOOR, waits=15)
def open_(run, reference, holds=0, **how):
    """The model predicts for a caller from outside: by default an account of its own namespace with a good token."""
    _door(run, reference, True, holds, how)


@word("shut", text, _DOOR, waits=5)
def shut(run, reference, holds=0, **how):
    """The same call does not reach the model; Kubeflow's dashboard takes what no other route takes."""
    _door(run, reference, False, holds, how)


def _door(run, reference, wanted, holds, how):
    namespace, name = run.model(reference)
    if not how:
        how = {"as": f"{namespace}/default"}
    end = time.monotonic() + holds
    while True:
        status, kind, body = sent(run, f"POST /kfserving/{namespace}/{name}", **how)
        if (status == 200 and "predictions" in body) != wanted:
            raise Unexpected(f"got {status} {kind} {' '.join(body.split())[:300]}")
        if time.monotonic() >= end:
            return
        time.sleep(0.1)

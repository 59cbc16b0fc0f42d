"""Words for what people do with a cluster, and for what they find in it."""
import shlex
import subprocess

import yaml

from bed import paths, recipe, release
from bed.scenario.vocabulary import Unexpected, anything, listed, mapping, text, texts, word, yes

EXPOSE = "expose-external"
EXPOSED_KINDS = ("InferenceService", "InferenceGraph")
# Knative is what the cluster does with models that name no mode, as Kubeflow ships it.
MODES = {"standard": {"serving.kserve.io/deploymentMode": "Standard"}, "knative": {}}
SAID = {"prints": texts, "hides": texts, "refused": texts, "save": text}


@word("kubectl", text, {**SAID, "stdin": text})
def kubectl(run, command, stdin=None, **expected):
    """Runs kubectl; what it prints includes warnings. With `refused` it has to fail and to say why."""
    done = run.world.kubectl.call(*shlex.split(command), stdin=stdin)
    _judge(run, done, **expected)


@word("apply", text, {**SAID, "with": mapping, "as": text, "create": yes})
def apply(run, name, create=False, **given):
    """`kubectl apply` of a manifest with its placeholders filled in; `create: true` uses `kubectl create`."""
    manifest = run.manifest(name, given.pop("with", None))
    identity = [f"--as={given.pop('as')}"] if "as" in given else []
    done = run.world.kubectl.call("create" if create else "apply", *identity, "-f", "-", stdin=manifest)
    _judge(run, done, **given)


@word("helm", text, {**SAID, "values": text})
def helm(run, command, values=None, **expected):
    """Runs Helm; `${chart}` is the chart's folder, with the image that is installed; `values` is a file beside the scenario. After an
    upgrade only pods of the new release are there.
    """
    cluster = run.world.kubectl
    if values:
        extra = {"jwks": run.world.provider_keys()} if run.world.cluster else None
        file = run.variables["folder"] / values
        file.write_text(run.manifest(values, extra))
        command += f" --values {file}"
    line = cluster.inside("env", f"KUBECONFIG={cluster.kubeconfig}", cluster.helm_program, *shlex.split(command))
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=420)
    _judge(run, done, **expected)
    if command.startswith("upgrade"):
        release.older_gone(cluster)


@word("script", text, SAID)
def script(run, command, **expected):
    """Runs a program of this machine in the repository's folder, such as one of ours that people run by hand."""
    done = subprocess.run(shlex.split(command), cwd=paths.REPOSITORY, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    _judge(run, done, **expected)


def _judge(run, done, prints=(), hides=(), refused=(), save=None):
    said = done.stdout + done.stderr
    if refused:
        if done.returncode == 0:
            raise Unexpected(f"was to be refused, but: {_short(said)}")
        prints = refused
    elif done.returncode != 0:
        raise Unexpected(f"exit code {done.returncode}: {_short(said)}")
    _contains(said, prints, hides)
    if save:
        run.variables[save] = done.stdout.strip()


def _contains(said, shows=(), hides=()):
    for wanted in listed(shows):
        if wanted not in said:
            raise Unexpected(f"{wanted!r} is not in: {_short(said)}")
    for unwanted in listed(hides):
        if unwanted in said:
            raise Unexpected(f"{unwanted!r} is in: {_short(said)}")


def _short(said):
    said = " ".join(said.split())
    return said if len(said) <= 700 else said[:700] + "…"


@word("model", text, {"server": text, "mode": text, "labels": mapping, "annotations": mapping, "predictor": mapping,
                      "ready": yes, "prints": texts})
def model(run, reference, server="standin", mode="standard", labels=None, annotations=None, predictor=None, ready=True,
          prints=()):
    """Deploys a model, a light stand-in or with `server` a real one, and waits until KServe calls it Ready."""
    namespace, name = run.model(reference)
    if server == "iris":
        run.world.kubectl.apply(recipe.credentials(namespace))
        text_ = recipe.iris(name, namespace)
    else:
        file = "standin-knative" if (server, mode) == ("standin", "knative") else server
        text_ = run.manifest(f"{file}.yaml", {"namespace": namespace, "name": name})
        if server != "standin":
            run.world.kubectl.apply(recipe.credentials(namespace), recipe.scripts(namespace))
    objects = list(yaml.safe_load_all(text_))
    for found in objects:
        if found["kind"] == "InferenceService":
            found["metadata"].setdefault("labels", {}).update(labels or {})
            found["metadata"].setdefault("annotations", {}).update({**MODES[mode], **(annotations or {})})
            found["spec"]["predictor"].update(predictor or {})
    done = run.world.kubectl.call("apply", "-f", "-", stdin=yaml.safe_dump_all(objects))
    _judge(run, done, prints)
    if ready:
        run.world.kubectl.until(f"model {namespace}/{name}", lambda: is_ready(run, namespace, name), timeout=150)


def is_ready(run, namespace, name):
    """Ready by KServe's own word, for the generation that is there now."""
    return _says_ready(run.world.api.get("inferenceservice", name, namespace) or {})


def _says_ready(found):
    """By its own condition, as a model and a Pod have it."""
    conditions = found.get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


@word("settled", text)
def settled(run, reference):
    """Waits until the model's Pods are those of what its InferenceService says now, and the ones before are gone.

    KServe copies labels and annotations to the Pods, so that labelling a model restarts it, a moment later; in Knative mode
    it makes a new revision.
    """
    namespace, name = run.model(reference)
    run.world.kubectl.until(f"new Pods of model {namespace}/{name}", lambda: _is_settled(run, namespace, name), timeout=120)


def _is_settled(run, namespace, name):
    found = run.world.api.get("inferenceservice", name, namespace)
    wanted = _copied(found)
    if found.get("status", {}).get("deploymentMode") == "Knative":
        # An older revision keeps its Pods for a minute without calls; what counts is which one gets them.
        return all(_says_ready(service) and service["status"]["observedGeneration"] == service["metadata"]["generation"]
                   and _copied(service["spec"]["template"], wanted) == wanted
                   for service in run.world.api.items("knativeservice", namespace, f"serving.kserve.io/inferenceservice={name}"))
    pods = run.world.api.items("pod", namespace, f"serving.kserve.io/inferenceservice={name}")
    return pods and all(
        "deletionTimestamp" not in pod["metadata"] and _says_ready(pod) and _copied(pod, wanted) == wanted for pod in pods)


def _copied(found, like=None):
    """Labels, and the annotations about exposing: of a Pod, which has more, only those that its model may have."""
    labels, annotations = (found["metadata"].get(part, {}) for part in ("labels", "annotations"))
    kept = {key: value for key, value in annotations.items() if key.startswith("sallyport.io/")}
    return {**{key: value for key, value in labels.items() if like is None or key in like or key == EXPOSE}, **kept}


@word("client", text, {"account": text, "sidecar": yes})
def client(run, reference, account="default", sidecar=True):
    """A pod that can call others, as `from` of a call."""
    namespace, name = run.model(reference)
    extra = {"namespace": namespace, "name": name, "account": account, "inject": str(sidecar).lower()}
    run.world.kubectl.apply(run.manifest("client.yaml", extra))
    run.world.kubectl.wait(f"pod/{name}", "condition=Ready", namespace, 90)


@word("token", text, {"audience": text, "save": text}, required=["save"])
def token(run, account, save, audience=None):
    """A token for an account, kept under a name; without `audience` it is one for the gateway."""
    namespace, name = run.model(account)
    run.variables[save] = run.world.token(namespace, name, *([audience] if audience is not None else []))


@word("issued", anything, {"save": text}, required=["save"])
def issued(run, claims, save):
    """A token of a further issuer with these claims, kept under a name; the values of a `helm` step have its keys as `${jwks}`."""
    run.variables[save] = run.world.issued(claims)


@word("gone", text, waits=15)
def gone(run, query):
    """`kubectl get` finds nothing."""
    said = run.world.kubectl.run("get", *shlex.split(query), "-o", "name", "--ignore-not-found")
    if said.strip():
        raise Unexpected(f"still there: {_short(said)}")


@word("companions", text, {"are": texts, "none": yes}, waits=15)
def companions(run, reference, are=(), none=False):
    """What Sallyport made for a model: exactly these kinds, each once and owned by it, or with `none: true` nothing."""
    namespace, name = run.model(reference)
    found = run.world.api.companions(name, namespace)
    kinds = sorted(found_kind for found_kind, _ in found)
    wanted = [] if none else sorted(kind.lower() for kind in listed(are))
    if kinds != wanted:
        raise Unexpected(f"there are {', '.join(kinds) or 'none'}, not {', '.join(wanted) or 'none'}")
    for kind, companion in found:
        owners = companion["metadata"].get("ownerReferences", [])
        if [owner["name"] for owner in owners if owner["kind"] in EXPOSED_KINDS] != [name]:
            raise Unexpected(f"{kind} {companion['metadata']['name']} is owned by {owners}")


@word("event", text, {"reason": text, "says": texts}, required=["reason"], waits=15)
def event(run, reference, reason, says=()):
    """An Event on the model with this reason, from Sallyport."""
    namespace, name = run.model(reference)
    found = [e for e in run.world.api.items("event", namespace)
             if e["involvedObject"].get("name") == name and e["involvedObject"]["kind"] in EXPOSED_KINDS
             and (e.get("reportingComponent") or e.get("source", {}).get("component")) == "sallyport"]
    said = [e["message"] for e in found if e["reason"] == reason]
    if not any(all(wanted in message for wanted in listed(says)) for message in said):
        seen = "; ".join(f"{e['reason']}: {e['message']}" for e in found)
        raise Unexpected(f"no Event {reason} that says {', '.join(listed(says)) or 'anything'}; there are: {seen or 'none'}")


@word("restored", text, {"to": text}, required=["to"], waits=15)
def restored(run, query, to):
    """An object's spec is what a manifest says, whatever its metadata."""
    found = yaml.safe_load(run.world.kubectl.run("get", *shlex.split(query), "-o", "yaml"))
    wanted = yaml.safe_load(run.manifest(to))
    if found.get("spec") != wanted.get("spec"):
        raise Unexpected(f"spec is {found.get('spec')}, not {wanted.get('spec')}")

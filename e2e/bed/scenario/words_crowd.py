"""Words for a hundred models at once, a leader that is killed, and somebody else who edits the shared policy."""
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bed import progress, shell, standins
from bed.recipe import ORDINARY
from bed.scenario import api
from bed.scenario.vocabulary import Unexpected, number, text, word, yes

POLICY = ("authorizationpolicy", "istio-ingressgateway-oauth2-proxy", "istio-system")


def _members(run, alias):
    namespace = run.namespaces[alias]
    return namespace, [f"m-{number_:03}" for number_ in range(int(run.variables[f"crowd.{alias}"]))]


def _together(action, names, workers=8):
    """Does the same for all, several at a time; the first failure is told."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(action, names))


@word("crowd", text, {"count": number}, required=["count"])
def crowd(run, alias, count):
    """Deploys this many stand-in models named m-000, m-001 … on one shared pod and waits until all are Ready."""
    run.variables[f"crowd.{alias}"] = str(int(count))
    namespace, names = _members(run, alias)
    with progress.step(f"{len(names)} stand-in models Ready"):
        standins.create(run.world.kubectl, namespace, names, image=run.world.standin)


@word("crowdLabel", text, {"value": text})
def crowd_label(run, alias, value=None):
    """Sets expose-external on all of them at once, in random order; without `value` takes it away."""
    namespace, names = _members(run, alias)
    change = {"metadata": {"labels": {"expose-external": value}}}

    def label(name):
        run.world.kubectl.until(f"labelling {name}", lambda: run.world.api.merge(
            "inferenceservice", name, namespace, change), timeout=60)

    _together(label, random.sample(names, len(names)))


@word("crowdAnswers", text, {"predict": yes}, required=["predict"], waits=60)
def crowd_answers(run, alias, **wanted):
    """Every one of them predicts for a good token, or with `predict: false` none does."""
    namespace, names = _members(run, alias)
    token = run.world.token(namespace, "default")

    def ask(name):
        try:
            answer = run.world.gateway.call("POST", f"/kfserving/{namespace}/{name}", token, ORDINARY)
            return answer.status == 200 and "predictions" in answer.body
        except OSError:
            return None

    answers = dict(zip(names, _together(ask, names)))
    wrong = [name for name, opened in answers.items() if opened != wanted["predict"]]
    if wrong:
        raise Unexpected(f"{len(wrong)} of {len(names)} are not {'open' if wanted['predict'] else 'shut'}: {wrong[:3]}")


@word("crowdCompanions", text, {"each": number}, required=["each"], waits=60)
def crowd_companions(run, alias, each):
    """Every one of them has this many companions of each VirtualService, and nothing else of ours is there."""
    namespace, names = _members(run, alias)
    found = run.world.api.companions(None, namespace)
    routes = sorted(o["metadata"]["name"] for kind, o in found if kind == "virtualservice")
    wanted = sorted(f"{name}.expose-external" for name in names for _ in range(int(each)))
    if routes != wanted:
        lost, more = set(wanted) - set(routes), set(routes) - set(wanted)
        raise Unexpected(f"{len(lost)} routes lost {sorted(lost)[:3]}, {len(more)} too many {sorted(more)[:3]}")
    if not each and found:
        raise Unexpected(f"left behind: {[(kind, o['metadata']['name']) for kind, o in found][:5]}")


@word("killLeader", number)
def kill_leader(run, times):
    """Kills whoever leads with `kill -9`, at random moments, and waits for the next leader each time."""
    previous, began = None, time.monotonic()
    for _ in range(int(times)):
        holder = _until(lambda: _holder(run, previous), 150, "no new leader took over")
        time.sleep(random.uniform(0.1, 2.5))
        _kill(run, holder)
        previous = holder
    _until(lambda: _holder(run, previous), 150, "no leader took over after the last kill")
    progress.say(f"leader killed {int(times)} times in {time.monotonic() - began:.0f}s")


def _holder(run, other_than):
    lease = run.world.lease()
    holder = (lease or {}).get("spec", {}).get("holderIdentity")
    return holder if holder and holder != other_than else None


def _until(probe, seconds, complaint):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    raise Unexpected(f"{complaint} within {seconds} seconds")


def _kill(run, pod):
    """The process itself where it runs on this machine, and then its Pod, so that no back-off delays the next one."""
    for process in Path("/proc").glob("[0-9]*") if run.world.cluster else []:
        try:
            ours = run.world.cluster.cgroup in (process / "cgroup").read_text()
            if ours and f"POD_NAME={pod}".encode() in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            pass  # it ended while we looked
    # A container that only starts again in its old pod would come back under the same name.
    run.world.kubectl.until(f"deleting {pod}", lambda: run.world.kubectl.call(
        "delete", "pod", pod, "-n", "sallyport", "--grace-period=0", "--force", "--wait=false",
        "--ignore-not-found").returncode == 0, timeout=30)


@word("foreignWriter", number)
def foreign_writer(run, edits):
    """Adds and removes entries of its own in the shared policy by read-modify-write; afterwards all accepted edits remain.

    A write that fails closed, because it was to be judged by a pod that has just been killed, is tried again.
    """
    mine = run.variables.get("foreign", "").split()
    others = [path for path in _foreign(run) if path not in mine]
    conflicts = unjudged = 0
    for edit in range(int(edits)):
        remove = edit % 3 == 2
        entry = mine[0] if remove else f"/foreign-{run.id}-{time.monotonic_ns()}/*"
        while True:
            policy = run.world.api.get(*POLICY)
            operation = policy["spec"]["rules"][0]["to"][0]["operation"]
            paths = operation["notPaths"]
            operation["notPaths"] = [p for p in paths if p != entry] if remove else [*paths, entry]
            try:
                run.world.api.send("PUT", run.world.api.path(POLICY[0], POLICY[2], POLICY[1]), policy)
                break
            except api.Refused as refused:
                if refused.status == 409:
                    conflicts += 1
                elif "failed calling webhook" in str(refused):
                    unjudged += 1
                    time.sleep(0.1)
                else:
                    raise
        mine = mine[1:] if remove else [*mine, entry]
        time.sleep(random.uniform(0.1, 0.9))
    progress.say(f"foreign writer: {int(edits)} edits accepted, {conflicts} conflicts met on the way, "
                 f"{unjudged} tries while a killed pod was to judge")
    run.variables["foreign"] = " ".join(mine)
    if _foreign(run) != [*others, *mine]:
        raise Unexpected(f"edits were lost: the policy has {_foreign(run)}, not {[*others, *mine]}")


def _foreign(run):
    """Everybody else's entries of the shared policy, in order."""
    paths = run.world.api.get(*POLICY)["spec"]["rules"][0]["to"][0]["operation"]["notPaths"]
    return [path for path in paths if not path.startswith("/kfserving")]


@word("foreignEntries", yes)
def foreign_entries(run, kept):
    """The foreign writer's entries are all still there, each once; with `false` it takes them away again."""
    mine = run.variables.get("foreign", "").split()
    if kept:
        found = [path for path in _foreign(run) if path.startswith(f"/foreign-{run.id}-")]
        if found != mine:
            raise Unexpected(f"the policy has {found}, not {mine}")
        return
    _until(lambda: _without(run), 20, "the foreign entries could not be taken away")


def _without(run):
    policy = run.world.api.get(*POLICY)
    operation = policy["spec"]["rules"][0]["to"][0]["operation"]
    operation["notPaths"] = [p for p in operation["notPaths"] if not p.startswith(f"/foreign-{run.id}-")]
    try:
        return run.world.api.send("PUT", run.world.api.path(POLICY[0], POLICY[2], POLICY[1]), policy)
    except shell.Failed:
        return None

"""Words that hold other steps: one after the other, side by side, again and again, or while something must hold."""
import json
import shlex
import threading
import time

from bed import shell
from bed.scenario.vocabulary import Unexpected, listed, number, steps, text, texts, word

# What a controller may touch at any time without changing what an object means.
_RESTLESS = ("resourceVersion", "managedFields", "generation")


@word("pause", number)
def pause(_, seconds):
    """Waits; only for things that have no sign of their own, such as a connection that has to drain."""
    time.sleep(seconds)


@word("repeat", number, {"do": steps}, required=["do"])
def repeat(run, times, do):
    """The same steps several times."""
    for turn in range(int(times)):
        run.steps(do, f"{run.at}.turn-{turn + 1}")


@word("parallel", steps)
def parallel(run, together):
    """Steps, or lists of steps, side by side; every failure is told."""
    failures = []
    at = run.at

    def one(index, step):
        try:
            run.step(step, f"{at}[{index}]")
        except (Unexpected, shell.Failed) as failure:
            failures.append(str(failure))

    threads = [threading.Thread(target=one, args=item) for item in enumerate(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise Unexpected("; ".join(failures))


@word("meanwhile", steps, {"do": steps, "pause": number}, required=["do"])
def meanwhile(run, always, do, pause=0.1):
    """Repeats steps without a break while `do` runs; one failure of theirs is enough."""
    over, failures, rounds = threading.Event(), [], []
    at = run.at

    def again():
        while not over.is_set() and not failures:
            try:
                run.steps(always, f"{at}.meanwhile")
                rounds.append(1)
            except (Unexpected, shell.Failed) as failure:
                failures.append(str(failure))
            over.wait(pause)

    thread = threading.Thread(target=again)
    thread.start()
    try:
        run.steps(do, f"{at}.do")
    finally:
        over.set()
        thread.join()
    if failures:
        raise Unexpected(f"after {len(rounds)} good rounds: {failures[0]}")


@word("unchanged", texts, {"do": steps, "settle": number}, required=["do"])
def unchanged(run, queries, do, settle=2):
    """What these `kubectl get` queries find is the same before and after `do`, status and versions left aside."""
    before = {query: _found(run, query) for query in listed(queries)}
    run.steps(do, f"{run.at}.do")
    time.sleep(settle)
    for query, then in before.items():
        now = _found(run, query)
        for name in sorted(set(then) | set(now)):
            if then.get(name) != now.get(name):
                raise Unexpected(f"{name} changed from {json.dumps(then.get(name))[:500]} to {json.dumps(now.get(name))[:500]}")


def _found(run, query):
    said = json.loads(run.world.kubectl.run("get", *shlex.split(query), "-o", "json") or '{"items": []}')
    objects = said["items"] if said.get("kind") == "List" or "items" in said else [said]
    return {f"{o['kind']} {o['metadata'].get('namespace', '')}/{o['metadata']['name']}": _plain(o) for o in objects}


def _plain(found):
    metadata = {key: value for key, value in found["metadata"].items() if key not in _RESTLESS}
    return {**{key: value for key, value in found.items() if key != "status"}, "metadata": metadata}


@word("every", text, {"shows": texts, "do": steps}, required=["shows", "do"])
def every(run, reference, shows, do):
    """Each version of an object, `kind namespace/name`, that anybody can see while `do` runs contains these texts."""
    kind, _, rest = reference.partition(" ")
    namespace, _, name = rest.partition("/")
    versions, close = run.world.api.watch(kind, name, namespace)
    wrong, count = [], []

    def follow():
        try:
            for change in versions:
                count.append(1)
                spec = json.dumps(change["object"].get("spec"))
                wrong.extend(f"{text!r} is not in {spec}" for text in listed(shows) if text not in spec)
        except (OSError, ValueError, AttributeError):
            pass  # the connection was closed

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        run.steps(do, f"{run.at}.do")
        time.sleep(0.5)
    finally:
        close()
        thread.join(5)
    if len(count) < 2:
        raise Unexpected("nothing was written meanwhile, so nothing is shown")
    if wrong:
        raise Unexpected(f"{len(wrong)} of {len(count)} versions: {wrong[0]}")

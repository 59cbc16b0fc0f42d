"""Words for models whose calls several revisions, in Knative mode, or several predictors may share."""
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bed.recipe import ORDINARY
from bed.scenario.vocabulary import Unexpected, mapping, number, text, word

REVISION = "serving.knative.dev/revision"
# Of a thousand calls each revision gets its share within four standard deviations of the lot.
GIVE_OR_TAKE = 5


@word("shares", text, {"calls": number, "percent": mapping}, required=["calls", "percent"])
def shares(run, reference, calls, percent):
    """So many calls from outside, none of which may fail; the own log of each revision, or predictor, has to show its share of them."""
    namespace, name = run.model(reference)
    token, before = run.world.token(namespace, "default"), _arrived(run, reference)

    def some(count):
        connection = run.world.gateway.connection()
        answers = [run.world.gateway.call("POST", f"/kfserving/{namespace}/{name}", token, ORDINARY, connection=connection)
                   for _ in range(count)]
        connection.close()
        return [answer for answer in answers if answer.status != 200 or "predictions" not in answer.body]

    with ThreadPoolExecutor(4) as pool:
        failed = [answer for lot in pool.map(some, [int(calls) // 4] * 4) for answer in lot]
    if failed:
        raise Unexpected(f"{len(failed)} of {calls} calls failed, the first one with {failed[0].status} {failed[0].body[:200]}")
    limit = time.monotonic() + 10
    while sum((arrived := _arrived(run, reference) - before).values()) < calls and time.monotonic() < limit:
        time.sleep(0.3)
    got = {revision: 100 * count / calls for revision, count in arrived.items()}
    if any(abs(got.get(revision, 0) - percent.get(revision, 0)) > (GIVE_OR_TAKE if percent.get(revision, 0) % 100 else 0)
           for revision in got.keys() | percent.keys()):
        raise Unexpected(f"of {calls} calls there came, in percent, {got}, not {percent}")


def _arrived(run, reference):
    """How many predictions the model servers of each have logged."""
    namespace, name = run.model(reference)
    counted = Counter()
    for pod in run.world.api.items("pod", namespace, f"serving.kserve.io/inferenceservice={name}"):
        log = run.world.kubectl.run("logs", "-n", namespace, pod["metadata"]["name"], "-c", "kserve-container", "--tail=-1",
                                    check=False)
        labels = pod["metadata"]["labels"]
        counted[labels.get(REVISION) or labels["app"].removeprefix("isvc.")] += sum(
            json.loads(line).get("path", "").endswith(":predict") for line in log.splitlines() if line.startswith("{"))
    return counted

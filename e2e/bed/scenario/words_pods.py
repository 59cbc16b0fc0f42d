"""Words for Sallyport's own pods: who leads, what they log, and whether they are still those that they were."""
import time

from bed import release
from bed.scenario.vocabulary import Unexpected, text, word, yes


def _pods(run):
    """None of them may be on its way out: it would be gone soon, and answers no more."""
    pods = run.world.api.items("pod", release.NAMESPACE, release.SELECTOR)
    ending = [pod["metadata"]["name"] for pod in pods if "deletionTimestamp" in pod["metadata"]]
    if ending or not pods:
        raise Unexpected(f"{', '.join(ending)} still ends" if ending else "there are no pods")
    return pods


def _starts(run):
    return ", ".join(sorted(
        f"{pod['metadata']['name']} {sum(c['restartCount'] for c in pod['status'].get('containerStatuses', []))}"
        for pod in _pods(run)))


@word("pods", text, waits=70)
def pods(run, name):
    """Keeps under a name which pods there are and how often each was started again; older ones have to be gone."""
    run.variables[f"pods.{name}"] = _starts(run)


@word("samePods", text)
def same_pods(run, name):
    """The pods are those that were kept under the name, and none was started again."""
    found, kept = _starts(run), run.variables.get(f"pods.{name}")
    if found != kept:
        raise Unexpected(f"pods, and how often each was started again: {found}; {name}: {kept}")


@word("podsLog", text, waits=150)
def pods_log(run, wanted):
    """Each pod has logged this."""
    for pod in _pods(run):
        name = pod["metadata"]["name"]
        if wanted not in run.world.kubectl.run("logs", name, "-n", release.NAMESPACE):
            raise Unexpected(f"{name} did not log {wanted}")


@word("led", yes, waits=30)
def led(run, _):
    """A pod that is there holds the Lease and renews it."""
    lease = run.world.lease()
    holder = lease["spec"].get("holderIdentity")
    if not holder or not run.world.api.get("pod", holder, release.NAMESPACE):
        raise Unexpected(f"the Lease is held by {holder or 'nobody'}, and there is no such pod")
    time.sleep(1.5)
    if run.world.lease()["spec"]["renewTime"] == lease["spec"]["renewTime"]:
        raise Unexpected(f"{holder} does not renew the Lease")

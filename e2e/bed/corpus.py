"""The guard's corpus, src/test/resources/guard, through the real API server with the chart installed.

A case says what differs from the files in `_base`; the same difference is asked of the live objects, as a dry run.
Cases that ask for other settings than the chart's own come last, grouped by them, with the chart installed with these.
What a case has in `in-before.yaml` is written past the guard first, by a user whom it passes by, and taken back afterwards.
"""
import contextlib
import time

import yaml

from bed import paths, progress, release
from bed.kubectl import Kubectl
from bed.objects import Objects
from bed.scenario.api import Api, Refused
from bed.scenario.runner import Result
from bed.shell import Failed
from bed.unguarded import passed_by, unled

FOLDER = paths.REPOSITORY / "src/test/resources/guard"
# A model would bring pods, and the program makes what belongs to it; no case needs either.
LEFT_OUT = ("team/iris", "team/iris.expose-external")
# Such a Service is not followed either; it is refused when it becomes an alias.
ALIASES = ("bypass-signin-of-an-external-name",)
# The bed's own keys are in there, which the cases do not know.
OTHERWISE_HERE = ("istio-system/dex-jwt",)
OTHER_SETTINGS = "asks for other settings than the chart's own; e2e/corpus --all-settings installs it with these"
# Within this many seconds the webhook has heard of what a case starts from.
HEARD = 5


class Case:
    def __init__(self, folder):
        self.name = folder.name
        self.change, self.before = _documents(folder / "in-change.yaml"), _documents(folder / "in-before.yaml")
        self.verdicts = _documents(folder / "out-verdict.yaml")
        self.deletes = (folder / "in-delete.txt").exists()
        # As text, which puts those that ask for the same side by side.
        self.settings = (folder / "in-settings.yaml").read_text() if (folder / "in-settings.yaml").exists() else ""


def cases(names=()):
    """Those whose name contains one of the words; all without any."""
    folders = sorted(folder for folder in FOLDER.iterdir() if folder.is_dir() and folder.name != "_base")
    return [Case(folder) for folder in folders if not names or any(part in folder.name for part in names)]


def run(cluster, names=(), all_settings=False):
    """One Result for each case, most of them within milliseconds; each group of settings takes ten seconds more."""
    kubectl, groups = Kubectl.of(cluster), {}
    for case in sorted(cases(names), key=lambda case: case.settings):
        groups.setdefault(case.settings, []).append(case)
    with contextlib.closing(Api(kubectl)) as api, unled(kubectl, api):
        results = _of(kubectl, api, groups.pop("", []))
        if not all_settings:
            return results + [Result(f"corpus: {case.name}", "skipped", 0.0, OTHER_SETTINGS)
                              for group in groups.values() for case in group]
        try:
            for settings, group in groups.items():
                release.upgrade(cluster, yaml.safe_load(settings))
                results += _of(kubectl, api, group)
        finally:
            release.upgrade(cluster)
        return results


def _of(kubectl, api, chosen):
    if not chosen:
        return []
    with progress.step(f"{len(chosen)} cases of the guard's corpus through the API server"), passed_by(kubectl, api) as past:
        return Corpus(Objects(api), *(Objects(user) for user in past)).run(chosen)


class Corpus:
    def __init__(self, objects, past, proven):
        """Whoever writes through `past` passes the guard, and through `proven` only the API server's own policy."""
        self.objects, self.past, self.proven = objects, past, proven
        self.base = {}
        for file in sorted((FOLDER / "_base").glob("*.yaml")):
            self.base.update({_key(found): found for found in _documents(file)})
        self.made, self.replaced = [], []

    def run(self, chosen):
        self._complete()
        try:
            return [self._judged(case) for case in chosen]
        finally:
            for live, found in self.replaced:
                self.past.put_back(live, found)
            for found in reversed(self.made):
                with contextlib.suppress(Refused):
                    self.past.delete(found)

    def _complete(self):
        """What the base has and this cluster lacks."""
        for (_, _, namespace, name), found in self.base.items():
            left_out = f"{namespace}/{name}" in LEFT_OUT
            if not left_out and self.objects.path(found) and not self.objects.settled(found):
                with contextlib.suppress(Refused):
                    self.past.write(found)
                    self.made.append(found)
            elif f"{namespace}/{name}" in OTHERWISE_HERE:
                self.replaced.append((self.objects.live(found), found))
                self.past.write(found)

    def _judged(self, case):
        began = time.monotonic()
        try:
            outcome, reason = self._outcome(case)
        except Failed as failure:
            outcome, reason = "failed", str(failure)
        return Result(f"corpus: {case.name}", outcome, time.monotonic() - began, reason)

    def _outcome(self, case):
        case.change, case.before = ([self.objects.served(found) for found in some] for some in (case.change, case.before))
        if any(self.objects.path(found) is None for found in [*case.change, *case.before]):
            return "skipped", "this cluster does not have the kind"
        if any("deletionTimestamp" in found["metadata"] for found in [*case.before, *case.change]):
            return "skipped", "starts from an object that is being deleted, which a dry run cannot show"
        if case.name in ALIASES:
            return "skipped", "the webhook does not follow Services of other namespaces; an alias is refused when it is written"
        kept = [(self.objects.live(found), found) for found in case.before]
        try:
            for found in case.before:
                self.past.write(found, self.base.get(_key(found)))
            return self._heard(case) if kept or case.settings else self._asked(case)
        except Refused as refused:
            return "skipped", f"the API server does not take what it starts from: {refused}"
        finally:
            for live, found in kept:
                self.past.put_back(live, found)

    def _heard(self, case):
        """The webhook decides from what its informers have told it, a moment after the API server took it.

        A pod with other settings may be asked for a moment too, while it ends.
        """
        deadline = time.monotonic() + HEARD
        while True:
            outcome = self._asked(case)
            if outcome[0] != "failed" or time.monotonic() > deadline:
                return outcome
            time.sleep(0.1)

    def _asked(self, case):
        known = {**self.base, **{_key(found): found for found in case.before}}
        for wanted, verdict in zip(case.change, case.verdicts):
            before = known.get(_key(wanted))
            refusal = self._refusal(self.objects, wanted, before, case.deletes)
            denied = verdict["verdict"] == "DENIED"
            if not denied:
                known[_key(wanted)] = wanted
            if denied and refusal is None:
                return "failed", f"{wanted['kind']} {wanted['metadata']['name']} was allowed"
            if denied and _by_us(refusal) and "webhook" in str(refusal):
                curl = verdict.get("counterexample", {}).get("curl", "")
                if curl and curl not in str(refusal):
                    return "failed", f"refused without naming {curl}: {refusal}"
            if not denied and "ValidatingAdmissionPolicy" in str(refusal):
                # It is coarser than the proof; what the webhook says is asked by a user whom it alone passes by.
                refusal = self._refusal(self.proven, wanted, before, case.deletes)
            if not denied and refusal is not None:
                return ("failed" if _by_us(refusal) else "skipped"), f"refused: {refusal}"
        return "passed", ""

    @staticmethod
    def _refusal(objects, wanted, known, deletes):
        try:
            if deletes:
                objects.delete(wanted, dry=True)
            else:
                objects.write(wanted, known, dry=True)
        except Refused as refused:
            return refused
        return None


def _by_us(refusal):
    """Our webhooks, or the API server by the policy of our chart."""
    return "sallyport" in str(refusal).split(":")[0] or "ValidatingAdmissionPolicy 'sallyport'" in str(refusal)


def _key(found):
    group = found["apiVersion"].rsplit("/", 1)[0] if "/" in found["apiVersion"] else ""
    return group, found["kind"], found["metadata"].get("namespace", ""), found["metadata"]["name"]


def _documents(file):
    return [found for found in yaml.safe_load_all(file.read_text()) if found] if file.exists() else []

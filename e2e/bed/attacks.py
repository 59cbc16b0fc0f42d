"""Attackers' moves, end to end: forced in while the guard is away a caller without a token gets in; with it, none does.

The moves are cases of the guard's corpus, each with the request that it opens.
"""
import contextlib
import time

from bed import corpus, progress
from bed.kubectl import Kubectl
from bed.objects import Objects
from bed.outside import Gateway
from bed.scenario.api import Api, Refused
from bed.scenario.runner import Result
from bed.shell import Failed
from bed.unguarded import stopped, unguarded

MOVES = ("action-allow", "deleted", "dry-run-title", "hosts-added", "not-paths-another-app",
         "not-paths-root-prefix", "not-paths-suffix-healthz", "paths-replace-not-paths", "revision-canary",
         "selector-with-one-label-more", "target-refs", "when-header-present")
# The sign-in page is for people without any such header; whoever sends one has only require-jwt before him.
PAST_THE_SIGN_IN = {"Authorization": "Basic eDp5"}
DENIED, PATIENCE, HOLDS = "RBAC: access denied", 15, 3.0


class Attacks:
    def __init__(self, kubectl, api):
        self.kubectl, self.objects = kubectl, Objects(api)
        self.gateway = Gateway.of(kubectl)
        self.cases = [case for case in corpus.cases() if case.name.removeprefix("bypass-policy-") in MOVES]

    def forced(self):
        """With the guard away and no pod of ours running."""
        return [self._told(case, "forced in, opens", self._forced) for case in self.cases]

    def refused(self):
        """As the chart installs it."""
        told = [self._told(case, "is refused", self._refused) for case in self.cases]
        return [*told, _result("what they would open stays shut", self._holds)]

    def _forced(self, case):
        wanted, call = case.change[0], _call(case)
        before = self.objects.live(wanted)
        if not self._becomes(call, denied=True):
            return "the gateway lets the request in before anything is done"
        try:
            self._write(case)
            opened = self._becomes(call, denied=False)
        finally:
            self.objects.put_back(before, wanted)
        shut = self._becomes(call, denied=True)
        return "" if opened and shut else "the request is still denied" if not opened else "it stays open afterwards"

    def _refused(self, case):
        try:
            self._write(case)
        except Refused as refused:
            if "sallyport" not in str(refused):
                return f"somebody else refused it: {refused}"
        else:
            return "it was allowed"
        return ""

    def _holds(self):
        """Long enough for whatever was written to have reached the gateway."""
        deadline = time.monotonic() + HOLDS
        while time.monotonic() < deadline:
            for case in self.cases:
                if not self._denied(_call(case)):
                    return f"the request of {case.name} gets in"
        return ""

    def _write(self, case):
        if case.deletes:
            self.objects.delete(case.change[0])
        else:
            self.objects.write(case.change[0])

    def _becomes(self, call, denied):
        """True once every one of several new connections says so."""
        deadline, agreeing = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            agreeing = agreeing + 1 if self._denied(call) == denied else 0
            if agreeing == 8:
                return True
            time.sleep(0.03)
        return False

    def _denied(self, call):
        answer = self.gateway.call(*call[:2], headers=call[2])
        return answer.status == 403 and (DENIED in answer.body or call[0] == "HEAD")

    @staticmethod
    def _told(case, what, action):
        return _result(f"{case.name.removeprefix('bypass-')} {what}", lambda: action(case))


def run(cluster):
    """Two Results for each move, and one for what stays shut."""
    kubectl = Kubectl.of(cluster)
    with contextlib.closing(Api(kubectl)) as api:
        attacks = Attacks(kubectl, api)
        with progress.step(f"{len(attacks.cases)} attackers' moves with the guard away, then with it"):
            with stopped(kubectl), unguarded(kubectl, api):
                forced = attacks.forced()
            return forced + attacks.refused()


def _result(what, action):
    began = time.monotonic()
    try:
        reason = action()
    except Failed as failure:
        reason = str(failure)
    return Result(f"attack: {what}", "failed" if reason else "passed", time.monotonic() - began, reason)


def _call(case):
    """Method, path and headers of what the case opens; a policy that is gone opens everything."""
    request = case.verdicts[0].get("counterexample", {})
    headers = {header["name"]: header["value"] for header in request.get("headers", [])}
    host = {"Host": request["host"]} if request.get("host") else {}
    return request.get("method", "GET"), request.get("path", "/"), {**PAST_THE_SIGN_IN, **host, **headers}

"""The tests below the cluster: `./mvnw verify`, counted from the reports it leaves."""
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

from bed import paths, prerequisites, progress, shell
from bed.scenario.runner import Result

REPORTS = paths.REPOSITORY / "target/surefire-reports"
FUZZED = paths.REPOSITORY / "target/fuzz-reports"
# Tests show what goes wrong on purpose; that is worth reading only when the build fails.
LOG = paths.REPOSITORY / "target/verify.log"
# Most of the long ones wait. Not in pom.xml: Maven itself would have to run on the JDK of the tests.
SIDE_BY_SIDE = ("-DforkCount=2",)


class Verify:
    """`./mvnw verify`, which goes on beside everything else from when it is begun until its results are asked for."""

    def __init__(self):
        self.process = None

    def begin(self):
        """Once; it takes the time that others leave."""
        self.began = time.time()
        for old in (*REPORTS.glob("TEST-*.xml"), *FUZZED.glob("TEST-*.xml")):
            old.unlink()
        LOG.parent.mkdir(exist_ok=True)
        environment = {**os.environ, "JAVA_HOME": str(prerequisites.jdk() or os.environ.get("JAVA_HOME", ""))}
        progress.say("./mvnw verify has begun")
        with LOG.open("w") as log:
            self.process = subprocess.Popen(
                ["nice", "-n", "10", "./mvnw", "-B", "-ntp", *SIDE_BY_SIDE, "verify"], cwd=paths.REPOSITORY, stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment, **shell.builder())

    def wait(self):
        """Until it has ended; begins it if something before kept it from that."""
        if not self.process:
            self.begin()
        with progress.step("./mvnw verify, what is left of it"):
            self.process.wait()

    def results(self):
        """A Result for each test; a build that fails without a failing test is one failure of its own."""
        self.wait()
        code = self.process.returncode
        if code != 0:
            print("\n".join(LOG.read_text().splitlines()[-60:]), file=sys.stderr)
        results = [result for file in sorted(REPORTS.glob("TEST-*.xml")) for result in _read(file)]
        results += [result for file in sorted(FUZZED.glob("TEST-*.xml")) for result in _fuzzed(file)]
        if code != 0 and not any(result.outcome == "failed" for result in results):
            results.append(Result("./mvnw verify", "failed", time.time() - self.began,
                                  f"ended with {code} although no test failed; see target/verify.log"))
        return results

    def stop(self):
        """Ends it if nobody wants to know any more."""
        if self.process:
            self.process.terminate()
            self.process.wait()


def _fuzzed(file):
    """The run itself, which comes last: before it, a passed test is reported for each input that it begins with."""
    *inputs, run = _read(file)
    return [*(result for result in inputs if result.outcome != "passed"), run]


def _read(file):
    for case in xml.parse(file).getroot().iter("testcase"):
        name = f"{case.get('classname', '').rsplit('.', 1)[-1]}.{case.get('name')}"
        seconds = float((case.get("time") or "0").replace(",", ""))
        outcome, reason = "passed", ""
        for tag, meaning in (("skipped", "skipped"), ("failure", "failed"), ("error", "failed")):
            found = case.find(tag)
            if found is not None:
                outcome = meaning
                lines = (found.get("message") or found.text or "no reason given").strip().splitlines()
                reason = lines[0] if lines else "no reason given"
        yield Result(name, outcome, seconds, reason)

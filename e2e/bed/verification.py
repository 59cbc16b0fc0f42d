"""Every test there is, one part after the other; a part that fails does not keep the others from being told."""
import signal
import sys
import traceback

from bed import agreement, attacks, commands, corpus, maven, parts, product, progress, release, rights, shell, supply
from bed.scenario import command, files, report
from bed.scenario.runner import Result


def run(cluster, at_once, skip_tests=False):
    """Prints the outcome of everything and returns the exit code; the cluster is always taken down."""
    # A build server that gives up sends TERM: the cluster must still go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = []
    if not skip_tests:
        # Some of these run against a real API server and Helm, and would be skipped without them.
        results += _part("the parts of the cluster", _built)
        tests = _part("./mvnw verify", maven.verify)
        print(f"\n./mvnw verify: {report.summary(tests)}")
        for result in tests:
            if result.outcome != "passed":
                report.line(result)
        results += tests
    print("\nthe image:", flush=True)
    results += _part("the image", lambda: _reported(supply.results()))
    print("\nscenarios on the real cluster:", flush=True)
    results += _part("scenarios", lambda: _scenarios(cluster, at_once))
    skipped = [result for result in results if result.outcome == "skipped"]
    failed = [result for result in results if result.outcome == "failed"]
    for title, some in (("skipped", skipped), ("failed", failed)):
        if some:
            print(f"\n{title}:")
            for result in some:
                print(f"  {result.name}: {(result.reason.splitlines() or ['no reason given'])[0]}")
    print(f"\n{report.summary(results)}", flush=True)
    return 1 if failed or not results else 0


def _built():
    parts.ensure()
    return []


def _scenarios(cluster, at_once):
    found = files.load()
    try:
        product.image()
        commands.up(cluster)
        release.install(cluster)
        world = command.of_cluster(cluster.name)
        try:
            results = command.on(world, found, at_once) + _reported(rights.results(cluster))
            # Afterwards: these take the guard away for moments, or the machine's breath.
            for name, action in (("the guard's corpus", corpus.run), ("attackers' moves", attacks.run),
                                 ("the gateway and the evaluator", agreement.results)):
                results += _part(name, lambda action=action: _reported(action(cluster)))
            return results
        finally:
            world.close()
    finally:
        commands.down(cluster)


def _reported(results):
    for result in results:
        report.line(result)
    return results


def _part(name, action):
    """The part's results; one that ends in an error is a failure with its message."""
    try:
        return action()
    except (shell.Failed, files.Faulty) as failure:
        reason = str(failure)
    except Exception:
        reason = traceback.format_exc()
    progress.say(f"{name}: {reason}")
    result = Result(name, "failed", 0.0, reason.strip().splitlines()[-1] if reason.strip() else "no reason given")
    report.line(result)
    return [result]

"""Every test there is; a part that fails does not keep the others from being told."""
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

from bed import agreement, attacks, commands, corpus, maven, parts, product, progress, release, rights, shell, supply
from bed.scenario import command, files, report
from bed.scenario.runner import Result

# Serial scenarios before this one in order fill the machine; the others wait most of the time.
WAITING = 10


def run(cluster, at_once, skip_tests=False, long=False):
    """Prints the outcome of everything and returns the exit code; the cluster is always taken down."""
    # A build server that gives up sends TERM: the cluster must still go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Some of the tests below the cluster run on these parts, and would be skipped without.
    results = _part("the parts of the cluster", _built)
    tests = None if skip_tests else maven.Verify()
    try:
        results += _part("the cluster", lambda: _with(cluster, lambda: _on(cluster, at_once, tests, long)))
        results += _part("./mvnw verify", lambda: _tests(tests)) if tests else []
    finally:
        if tests:
            tests.stop()
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
    parts.ensure(parts.TESTED)
    return []


def _with(cluster, action):
    """The action's results on the cluster with Sallyport in it."""
    try:
        with ThreadPoolExecutor(1) as beside:
            image = beside.submit(product.image)
            commands.up(cluster)
            image.result()
        release.install(cluster)
        return action()
    finally:
        commands.down(cluster)


def _on(cluster, at_once, tests, long):
    print("\nscenarios on the real cluster:", flush=True)
    results = _part("scenarios", lambda: _scenarios(cluster, at_once, tests, long))
    # What comes now takes the guard away for moments, or the machine's breath, and the repository's target/.
    if tests:
        tests.wait()
    print("\nthe guard on the real cluster, and the image:", flush=True)
    with ThreadPoolExecutor(1) as beside:
        image = beside.submit(supply.results)
        for name, action in (("the guard's corpus", lambda: corpus.run(cluster, all_settings=long)),
                             ("attackers' moves", lambda: attacks.run(cluster)),
                             ("the image", image.result),
                             ("the gateway and the evaluator", lambda: agreement.results(cluster))):
            results += _part(name, lambda action=action: _reported(action()))
    return results


def _scenarios(cluster, at_once, tests, long):
    """The tests below the cluster wait most of the time, too, and so run beside those that do."""
    world, found = command.of_cluster(cluster.name), files.load()
    filling = [scenario for scenario in found if not scenario.serial or scenario.order < WAITING]
    try:
        results = command.on(world, filling, at_once)
        if tests:
            tests.begin()
        results += command.on(world, [scenario for scenario in found if scenario not in filling], at_once, long=long)
        return results + _reported(rights.results(cluster))
    finally:
        world.close()


def _tests(tests):
    """The tests below the cluster; of those that passed only how many they are."""
    results = tests.results()
    print(f"\n./mvnw verify: {report.summary(results)}")
    for result in results:
        if result.outcome != "passed":
            report.line(result)
    return results


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

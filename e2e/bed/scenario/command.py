"""What e2e/scenarios does."""
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bed import paths, progress, shell
from bed.cluster import Cluster
from bed.kubectl import Kubectl
from bed.outside import Gateway
from bed.scenario import files, foreign, report, runner
from bed.scenario import words_pods, words_storm, words_trouble  # noqa: F401  they register themselves
from bed.scenario.world import World


def run(given):
    """Lists, checks or runs; returns the exit code."""
    try:
        scenarios = files.load()
    except files.Faulty as faulty:
        print(faulty, file=sys.stderr)
        return 2
    chosen = [s for s in scenarios if not given.names or any(part in s.name for part in given.names)]
    if not chosen:
        raise shell.Failed(f"no scenario's name contains {' or '.join(given.names)}; e2e/scenarios --list names them")
    if given.check:
        print(f"{len(scenarios)} scenarios are fine")
        return 0
    if given.list:
        for scenario in chosen:
            kinds = ", ".join(kind for kind in ("serial", "long") if getattr(scenario, kind))
            print(f"{scenario.name}{f'  ({kinds})' if kinds else ''}\n    {' '.join(scenario.about.split())}")
        return 0
    world = of_cluster(given.name) if not given.kubeconfig else _of_file(given)
    world.verbose = given.verbose
    try:
        results = on(world, chosen, given.at_once, given.output, given.serial or not given.kubeconfig, given.keep,
                     given.long or bool(given.names))
    finally:
        world.close()
    if given.output == "json":
        print(report.as_json(results))
    else:
        print(report.summary(results))
    return 1 if any(result.outcome == "failed" for result in results) else 0


def on(world, scenarios, at_once=4, output="text", serial=True, keep=False, long=False):
    """Runs scenarios with their lines on standard output, or on standard error beside JSON."""
    out = sys.stderr if output == "json" else sys.stdout
    progress.say(f"{len(scenarios)} scenarios, {at_once} at a time")
    return runner.run(world, scenarios, at_once, lambda result: report.line(result, out), serial, keep, long)


def of_cluster(name):
    """The world of a cluster of the bed."""
    cluster = Cluster(name)
    if not cluster.running():
        raise shell.Failed(f"cluster {name} is not running; start it with e2e/cluster up --name {name}, "
                           "or name another one with --kubeconfig")
    return World(Kubectl.of(cluster), cluster=cluster)


def _of_file(given):
    program = shutil.which("kubectl") or next(paths.cache().glob("bin/kubectl"), None)
    if not program:
        raise shell.Failed("kubectl is not on PATH")
    if not Path(given.kubeconfig).exists():
        raise shell.Failed(f"--kubeconfig {given.kubeconfig}: there is no such file")
    kubectl = Kubectl(Path(given.kubeconfig).absolute(), program=program)
    foreign.check(kubectl)
    if not given.gateway:
        return World(kubectl, standin=given.standin)
    where = urlsplit(given.gateway)
    if where.scheme != "http" or not where.hostname:
        raise shell.Failed(f"--gateway {given.gateway}: give a URL such as http://203.0.113.7:8080")
    return World(kubectl, Gateway(where.hostname, where.port or 80), standin=given.standin)

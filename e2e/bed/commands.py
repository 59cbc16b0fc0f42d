"""What e2e/cluster and e2e/down do; each function is one command and returns its exit code."""
import os
import subprocess
import sys

from bed import lock, node, progress, shell, teardown

# Marks in the state folder: how far a start has come.
NODE, INSTALLING, READY = "node-ready", "installing", "ready"


def up(cluster, node_only=False):
    """Leaves a running cluster as it is, goes on from a bare node, and replaces one that is broken or half done."""
    with lock.held(cluster):
        if cluster.running() and (cluster.state / READY).exists():
            progress.say(f"cluster {cluster.name} is up already")
            return 0
        stack, archives = (None, ()) if node_only else _stack()
        usable = cluster.running() and (cluster.state / NODE).exists() and not (cluster.state / INSTALLING).exists()
        if not usable:
            _clear(cluster)
            node.up(cluster, archives)
            (cluster.state / NODE).touch()
        if stack:
            (cluster.state / INSTALLING).touch()
            stack.install(cluster)
            (cluster.state / INSTALLING).rename(cluster.state / READY)
        progress.say(f"cluster {cluster.name} is up; e2e/cluster --help says how to use it")
    return 0


def parts(cost):
    """Builds what is missing, or prints what building took."""
    from bed import builds, costs, parts as programs
    if cost:
        print(*costs.table({name: builds.finished(name) for name in programs.PARTS}), sep="\n")
    else:
        programs.ensure(programs.CLUSTER)
    return 0


def down(cluster):
    if not teardown.traces(cluster):
        progress.say(f"there is no cluster {cluster.name}")
        return 0
    with lock.held(cluster):
        teardown.down(cluster)
    return 0


def status(cluster):
    """Exit code 0 when it is up, 3 when not, as services say it."""
    if not cluster.running():
        left = teardown.traces(cluster)
        print(f"cluster {cluster.name} is not running" + (f"; left of it: {', '.join(left)}" if left else ""))
        return 3
    print(f"cluster {cluster.name} is running, state in {cluster.state}, network namespace {cluster.netns}")
    print(cluster.kubectl("get", "--raw", "/readyz", check=False).strip() or "the API server does not answer")
    print(cluster.kubectl("get", "nodes,pods", "-A", "-o", "wide", check=False), end="")
    return 0


def inside(cluster, command):
    """Replaces this process, so that signals, terminals and exit codes are the command's own."""
    if not cluster.running():
        raise shell.Failed(f"cluster {cluster.name} is not running; start it with e2e/cluster up --name {cluster.name}")
    words = [*cluster.enter(), *command]
    os.execvpe(words[0], words, {**os.environ, **cluster.environment()})


def logs(cluster, daemon, follow):
    folder = cluster.state / "logs"
    if not folder.is_dir():
        raise shell.Failed(f"cluster {cluster.name} has no logs: it was never started, or is taken down")
    known = sorted(file.stem for file in folder.glob("*.log"))
    if daemon is None:
        print("\n".join(known))
        return 0
    if daemon not in known:
        raise shell.Failed(f"no log of {daemon!r}; there are {', '.join(known)}")
    return subprocess.call(["tail", "-n", "+1", *(["-F"] if follow else []), str(folder / f"{daemon}.log")])


def guarded(action):
    """Turns a failure that was foreseen into its message and exit code 1."""
    try:
        sys.exit(action() or 0)
    except shell.Failed as failed:
        print(f"e2e/{os.path.basename(sys.argv[0])}: {failed}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _stack():
    """What is installed into the node, with its images; it needs PyYAML, which the plain commands do without."""
    from bed import stack, stack_images
    stack.prepare()
    return stack, stack_images.all_of_them().values()


def _clear(cluster):
    """Takes away what an earlier start left, but not the folder whose lock we hold."""
    if any(cluster.state.iterdir()) or teardown.traces(cluster) != [str(cluster.state)]:
        progress.say(f"cluster {cluster.name}: clearing what an earlier start left behind")
        teardown.clear(cluster)

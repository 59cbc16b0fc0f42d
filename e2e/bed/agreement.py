"""The real gateway judges the evaluator: runs the program in src/test/java/io/sallyport/agreement inside a cluster."""
import os
import subprocess
import time

from bed import paths, prerequisites, progress, shell
from bed.scenario.runner import Result

PROGRAM = "io.sallyport.agreement.AgreementCommand"
CLASSPATH = paths.REPOSITORY / "target/test-classpath"
# The bed's kubeconfig has keys of this kind, and the client does not look for itself.
KEYS = "-Dkubernetes.certs.client.key.algo=EC"
# With the same sets each time a red build means a change; e2e/agreement takes another seed whenever it is asked.
SEED = 1535658415


def run(cluster, **options):
    """Prints what they disagree on and returns the exit code."""
    if not cluster.running():
        raise shell.Failed(f"cluster {cluster.name} is not running; start it with e2e/cluster up --name {cluster.name}")
    return subprocess.call(_command(cluster, options), env={**os.environ, **cluster.environment()})


def results(cluster, sets=300, requests=200):
    """One Result; its reason has the seed, so that it can be repeated."""
    began = time.monotonic()
    with progress.step(f"{sets} policy sets and {requests} requests for each, asked of gateway and evaluator"):
        done = subprocess.run(_command(cluster, {"seed": SEED, "sets": sets, "requests": requests}), text=True,
                              stdout=subprocess.PIPE, env={**os.environ, **cluster.environment()})
    lines = done.stdout.strip().splitlines() or ["it ended without a word"]
    print("\n".join(lines), flush=True)
    return [Result("the gateway and the evaluator agree", "passed" if done.returncode == 0 else "failed",
                   time.monotonic() - began, "" if done.returncode == 0 else lines[-1])]


def _command(cluster, options):
    words = [f"--{name}={value}" for name, value in options.items()]
    return [*cluster.enter(), *java(PROGRAM, KEYS), *words]


def java(program, *options):
    """The command line of a program among the tests, after compiling what has changed."""
    home = _built()
    classes = ":".join([*(str(paths.REPOSITORY / "target" / part) for part in ("test-classes", "classes")),
                        CLASSPATH.read_text().strip()])
    return [f"{home}/bin/java", *options, "-cp", classes, program]


def _built():
    """Compiles what has changed; returns the JDK's folder."""
    home = str(prerequisites.jdk())
    with progress.step("the programs among the tests"):
        shell.run("./mvnw", "-q", "-ntp", "test-compile", "dependency:build-classpath",
                  f"-Dmdep.outputFile={CLASSPATH}", "-Dmdep.includeScope=test",
                  cwd=paths.REPOSITORY, as_builder=True, nice=5, env={"JAVA_HOME": home})
    return home

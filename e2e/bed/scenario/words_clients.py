"""Words for the client programs that people call models with."""
import subprocess

from bed import callers, progress
from bed.scenario.vocabulary import Unexpected, listed, number, text, texts, word


@word("program", text, {"calls": text, "as": text, "bearer": text, "prints": texts, "patience": number, "expires": number},
      required=["calls"])
def program(run, name, calls, bearer=None, prints=(), patience=300, expires=None, **how):
    """Runs a program of the scenario's folder, `.py` or `.sh`, with the client libraries of `stack/python/clients.txt`.

    It finds the model's URL in MODEL_URL, a token in TOKEN (by default of an account of the model's own namespace), and has to end
    with exit code 0; what it says then is for people. With `expires` the gateway takes the token for so many seconds from now on and no
    longer: the API server gives none for less than ten minutes.
    """
    namespace, service = run.model(calls)
    account = run.model(how.get("as", f"{namespace}/default"))
    token = bearer or (run.world.token(*account) if expires is None else run.world.expiring(*account, expires))
    done = _finished(run, name, {"MODEL_URL": f"{run.world.gateway.url}/kfserving/{namespace}/{service}", "TOKEN": token}, patience)
    if done.returncode != 0:
        raise Unexpected(f"exit code {done.returncode}: {done.stdout.strip()[-1500:]}")
    if run.world.verbose and done.stdout.strip():
        progress.say(f"{name}: {done.stdout.strip()[-1500:]}")
    for wanted in listed(prints):
        if wanted not in done.stdout:
            raise Unexpected(f"{wanted!r} is not in: {done.stdout.strip()[-700:]}")


def _finished(run, name, environment, patience):
    try:
        return callers.run(run.world.kubectl, run.scenario.folder / name, environment, patience)
    except subprocess.TimeoutExpired as late:
        raise Unexpected(f"not done within {late.timeout} seconds; printed {(late.stdout or b'')[-700:]!r}") from late

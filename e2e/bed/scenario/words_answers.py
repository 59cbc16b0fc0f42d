"""Words for who gets which answer where, before and after something has changed."""
from concurrent.futures import ThreadPoolExecutor

from bed.scenario.vocabulary import Unexpected, anything, text, word
from bed.scenario.words_calls import sent


def _clients(value):
    fine = isinstance(value, dict) and value and all(isinstance(how, dict) for how in value.values())
    return None if fine else "is to be a mapping of clients to how they call"


def _requests(value):
    fine = isinstance(value, list) and value and all(isinstance(request, str) for request in value)
    return None if fine else "is to be a list of requests"


def _news(value):
    fine = isinstance(value, dict) and all(isinstance(answers, dict) for answers in value.values())
    return None if fine else "is to be a mapping of clients to requests and their statuses"


@word("asked", text, {"clients": _clients, "requests": _requests, "sameAs": text, "but": _news, "headers": anything},
      required=["clients", "requests"])
def asked(run, name, clients, requests, sameAs=None, but=None, headers=None):
    """The status that each client gets for each request, kept under a name; with `sameAs` nothing else than `but` may differ."""
    pairs = [(client, request) for client in clients for request in requests]
    with ThreadPoolExecutor(4) as pool:
        found = dict(zip(pairs, pool.map(lambda pair: _status(run, pair[1], clients[pair[0]], headers), pairs)))
    run.variables[f"asked.{name}"] = found
    if sameAs:
        wanted = {**run.variables[f"asked.{sameAs}"],
                  **{(client, request): status for client, news in (but or {}).items() for request, status in news.items()}}
        other = [f"{client}, {request}: {found[client, request]}, not {wanted[client, request]}"
                 for client, request in pairs if found[client, request] != wanted[client, request]]
        if other:
            raise Unexpected(f"{len(other)} of {len(pairs)} answers: {'; '.join(other[:12])}")


def _status(run, request, how, headers):
    """Of what the gateway answers below the prefix by itself only that it is no answer of the model."""
    status, _, body = sent(run, request, **{**how, "headers": {**(headers or {}), **(how.get("headers") or {})}})
    return "no answer of the model" if " /kfserving/" in request and status in (403, 404) else status

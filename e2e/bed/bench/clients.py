"""Callers of the API server that keep their connections, as programs do."""
import http.client
import json
import threading
import time

from bed.scenario import api as scenario_api
from bed.shell import Failed

MERGE = "application/merge-patch+json"


class Client:
    """One kept connection; `user` is whom it acts as."""

    def __init__(self, api, user=None):
        self.api = api
        self.connection = scenario_api.Connection(api.socket, 60)
        self.headers = {"Impersonate-User": user} if user else {}
        self.connection.connect()

    def send(self, method, path, body=None, content="application/json"):
        """The answer as bytes; a refusal is raised with the API server's own words."""
        data = None if body is None else json.dumps(body)
        self.connection.request(method, "/" + path, data, {**self.headers, **({"Content-Type": content} if data else {})})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise scenario_api.Refused(answer.status, f"{method} {path}: {answer.status} {said.decode(errors='replace')[:500]}")
        return said

    def create(self, kind, found):
        return self.send("POST", self.api.path(kind, found["metadata"]["namespace"]), found)

    def merge(self, kind, name, namespace, change, after=""):
        """A merge patch; `after` is what follows the object's path, such as /status or ?dryRun=All."""
        return self.send("PATCH", self.api.path(kind, namespace, name) + after, change, MERGE)

    def delete(self, kind, name, namespace):
        return self.send("DELETE", self.api.path(kind, namespace, name))

    def close(self):
        self.connection.close()


def together(api, count, act, things, user=None):
    """That many clients start at once and each takes the next thing that is left; returns when they started.

    The first failure is raised once all have ended.
    """
    left, lock, failures = iter(things), threading.Lock(), []
    clients = [Client(api, user) for _ in range(count)]
    gate = threading.Barrier(count + 1)

    def work(client):
        gate.wait()
        while not failures:
            with lock:
                thing = next(left, None)
            if thing is None:
                return
            try:
                act(client, thing)
            except (Failed, OSError, http.client.HTTPException) as failure:
                failures.append(failure)

    threads = [threading.Thread(target=work, args=[client], daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    if failures:
        raise failures[0] if isinstance(failures[0], Failed) else Failed(f"no answer: {failures[0]!r}")
    return began

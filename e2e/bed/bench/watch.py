"""One watch of every VirtualService: when each came."""
import json
import socket
import threading
import time

from bed.scenario.api import Connection
from bed.shell import Failed

# Names are enough, and cheap to read, so that whoever looks slows down nothing.
NAMES_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"


class Watch:
    """A busy API server cuts watches that it cannot serve at once; then it goes on where it was."""

    def __init__(self, api):
        self.api = api
        self.there, self.changed, self.closed, self.ended = {}, threading.Condition(), False, False
        self.version = ""
        self._begin()
        threading.Thread(target=self._follow, daemon=True).start()

    def came(self, namespace, names, seconds=60):
        """When the last of them was there, on the monotonic clock."""
        keys = [(namespace, name) for name in names]
        self._until(lambda: all(key in self.there for key in keys), seconds,
                    lambda: f"{sum(key not in self.there for key in keys)} of {len(keys)} VirtualServices did not come")
        return max(self.there[key] for key in keys)

    def went(self, namespace, names, seconds=60):
        """Returns once none of them is there."""
        keys = [(namespace, name) for name in names]
        self._until(lambda: not any(key in self.there for key in keys), seconds,
                    lambda: f"{sum(key in self.there for key in keys)} of {len(keys)} VirtualServices did not go")

    def close(self):
        self.closed = True
        try:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass

    def _until(self, holds, seconds, complaint):
        with self.changed:
            if not self.changed.wait_for(lambda: self.ended or holds(), seconds):
                raise Failed(f"{complaint()} within {seconds} s")
            if not holds():
                raise Failed("the watch of VirtualServices was cut")

    def _begin(self):
        since = f"&resourceVersion={self.version}" if self.version else ""
        self.connection = Connection(self.api.socket, 3600)
        self.connection.request("GET", f"/{self.api.path('virtualservice')}?watch=1{since}", headers={"Accept": NAMES_ONLY})
        self.answer = self.connection.getresponse()

    def _follow(self):
        try:
            self._read()
            while not self.closed:
                self._begin()
                self._read()
        except (OSError, ValueError, AttributeError, Failed):
            pass
        finally:
            with self.changed:
                self.ended = True
                self.changed.notify_all()

    def _read(self):
        for line in self.answer:
            now, event = time.monotonic(), json.loads(line)
            if event["type"] == "ERROR":
                raise Failed(event["object"].get("message", ""))
            metadata = event["object"]["metadata"]
            with self.changed:
                self.version = metadata["resourceVersion"]
                if event["type"] == "DELETED":
                    self.there.pop((metadata["namespace"], metadata["name"]), None)
                elif event["type"] in ("ADDED", "MODIFIED"):
                    self.there.setdefault((metadata["namespace"], metadata["name"]), now)
                self.changed.notify_all()

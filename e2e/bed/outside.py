"""Calls that arrive from outside the cluster: plain HTTP at Kubeflow's gateway.

A test runs in the machine's own network namespace and the gateway listens in the cluster's. A thread
enters that namespace, opens the socket and ends; the socket stays where it was opened and works anywhere.
"""
import ctypes
import http.client
import json
import os
import socket
import threading
from collections import namedtuple

from bed.shell import Failed

CLONE_NEWNET = 0x40000000
Answer = namedtuple("Answer", "status headers body")


def connect(address, port, netns=None, timeout=10):
    """A connected socket of the network namespace of that name, or with that file such as /proc/PID/ns/net."""
    if not netns:
        return socket.create_connection((address, port), timeout)
    outcome = {}

    def opened():
        try:
            with open(os.path.join("/run/netns", netns)) as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), netns)
            outcome["socket"] = socket.create_connection((address, port), timeout)
        except OSError as failure:
            outcome["failure"] = failure

    thread = threading.Thread(target=opened)
    thread.start()
    thread.join()
    if "failure" in outcome:
        raise outcome["failure"]
    return outcome["socket"]


class Gateway:
    """The gateway's address, and calls at it with the path sent exactly as it is written."""

    def __init__(self, address, port=80, netns=None):
        self.address, self.port, self.netns = address, port, netns
        self.url = f"http://{address}" + ("" if port == 80 else f":{port}")

    @classmethod
    def of(cls, kubectl, namespace="istio-system", service="istio-ingressgateway"):
        """The gateway's Service of a cluster; its address is reachable inside the cluster's namespace."""
        found = kubectl.get("service", service, namespace)
        if not found:
            raise Failed(f"no Service {namespace}/{service}: is Istio's ingress gateway installed?")
        return cls(found["spec"]["clusterIP"], netns=kubectl.netns)

    def call(self, method, path, token=None, body=None, headers=None, timeout=30, connection=None):
        """One request; a body that is not bytes is sent as JSON. A given connection is reused and kept open."""
        sent = {"Host": self.address, **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        used = connection or self.connection(timeout)
        try:
            # Test paths contain what http.client would refuse or normalise, so the line is written as given.
            used._validate_path = lambda url: None
            used.request(method, path, body=body, headers=sent)
            answer = used.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            if connection is None:
                used.close()

    def connection(self, timeout=30):
        """A keep-alive connection for call(…, connection=…)."""
        made = http.client.HTTPConnection(self.address, self.port, timeout=timeout)
        made._create_connection = lambda target, limit, source=None: connect(*target, self.netns, timeout)
        return made

"""Each token of a stream arrives when the server has sent it, by the clock that both share, over HTTP/1.1 and HTTP/2.

The server waits 0.4 s between two tokens: what holds them back shows at the first one. A machine that is busy is late with everything; so
the time of a whole call by the same way is taken off, and a stream is asked for again until its first token came within 0.1 s. What
buffers answers would never come to it. The gateways of this cluster drain for 2 s only, and other scenarios change their listeners:
a stream that is cut is one more try.
"""
import json
import os
import time

import httpx

URL = os.environ["MODEL_URL"] + "/v1"
ASKED = {"model": "tiny", "stream": True, "pause": 0.4, "max_tokens": 4, "messages": [{"role": "user", "content": "gate"}]}
HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}


def call(client):
    """How many seconds a short call takes now."""
    began = time.monotonic()
    assert client.get(URL + "/models", headers=HEADERS).status_code == 200
    return time.monotonic() - began


def delays(client):
    """The version of HTTP, and by how many seconds each token was late."""
    with client.stream("POST", URL + "/chat/completions", json=ASKED, headers=HEADERS) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        lines = ((line, time.time()) for line in answer.iter_lines() if line.startswith("data: {"))
        return answer.http_version, [at - json.loads(line[6:])["sent"] for line, at in lines]


for http2 in (False, True):
    late = []
    with httpx.Client(http1=not http2, http2=http2, timeout=120) as client:
        for _ in range(8):
            usual = call(client)
            try:
                version, found = delays(client)
            except httpx.RemoteProtocolError as cut:
                print("cut:", cut)
                continue
            assert version == ("HTTP/2" if http2 else "HTTP/1.1") and len(found) == 5, (version, found)
            late.append((found[0] - usual, found, usual))
            if min(late)[0] < 0.1:
                break
        else:
            raise SystemExit(f"the first token was never there within 0.1 s and the time of a call; each try: {late}")
    _, found, usual = min(late)
    print(version, "late by", ", ".join(f"{1000 * each:.0f} ms" for each in found), f"where a call takes {1000 * usual:.0f} ms")

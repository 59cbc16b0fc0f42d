"""A stream that was begun with a good token goes on, though the gateway refuses new calls with that token by then."""
import os

import httpx

HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
URL = os.environ["MODEL_URL"] + "/v1"
ASKED = {"model": "tiny", "stream": True, "pause": 0.25, "max_tokens": 400, "messages": [{"role": "user", "content": "gate"}]}
MORE = 8

tokens = refused_after = 0
with httpx.Client(timeout=120) as client, client.stream("POST", URL + "/chat/completions", json=ASKED, headers=HEADERS) as answer:
    assert answer.status_code == 200, answer.read()
    for line in answer.iter_lines():
        if not line.startswith("data: {"):
            continue
        tokens += 1
        if not refused_after:
            status = httpx.get(URL + "/models", headers=HEADERS).status_code
            assert status in (200, 401), status
            refused_after = tokens if status == 401 else 0
        elif tokens == refused_after + MORE:
            break
    else:
        raise SystemExit(f"the stream ended after {tokens} tokens; new calls were refused after {refused_after or 'none'}")
print(f"new calls were refused after token {refused_after}, and the stream brought {MORE} more")

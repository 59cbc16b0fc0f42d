"""One answer for which the server takes ten minutes."""
import os
import time

import httpx

ASKED = {"model": "tiny", "max_tokens": 2, "pause": 602, "messages": [{"role": "user", "content": "gate"}]}

began = time.monotonic()
answer = httpx.post(os.environ["MODEL_URL"] + "/v1/chat/completions", json=ASKED, timeout=680,
                    headers={"Authorization": f"Bearer {os.environ['TOKEN']}"})
assert answer.json()["choices"][0]["message"]["content"] == "gate that", answer.text
print(answer.status_code, f"after {time.monotonic() - began:.0f} s")

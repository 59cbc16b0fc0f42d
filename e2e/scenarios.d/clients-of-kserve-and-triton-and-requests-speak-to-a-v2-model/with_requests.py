"""requests, with one connection for several calls."""
import os

import requests

ASKED = {"inputs": [{"name": "input-0", "shape": [2, 4], "datatype": "FP32", "data": [6.8, 2.8, 4.8, 1.4, 6.0, 3.4, 4.5, 1.6]}]}

with requests.Session() as session:
    session.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
    for path in ("", "/v2/models/iris/infer"):
        answer = session.post(os.environ["MODEL_URL"] + path, json=ASKED, timeout=120)
        answer.raise_for_status()
        assert answer.json()["outputs"][0]["data"] == [1, 1], answer.text
    assert session.post(os.environ["MODEL_URL"], json=ASKED, timeout=120, headers={"Authorization": None}).status_code == 403

"""Triton's client for HTTP: the model's URL without its scheme is the server's address."""
import os

import numpy
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput

HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
ROWS = numpy.array([[6.8, 2.8, 4.8, 1.4], [6.0, 3.4, 4.5, 1.6]], dtype=numpy.float32)

client = InferenceServerClient(os.environ["MODEL_URL"].removeprefix("http://"), network_timeout=120, connection_timeout=120)
assert client.is_server_live(headers=HEADERS)
assert client.is_server_ready(headers=HEADERS)
assert client.is_model_ready("iris", headers=HEADERS)
assert client.get_server_metadata(headers=HEADERS)["name"] == "kserve"
assert client.get_model_metadata("iris", headers=HEADERS)["name"] == "iris"
for binary in (False, True):
    asked = InferInput("input-0", [2, 4], "FP32")
    asked.set_data_from_numpy(ROWS, binary_data=binary)
    wanted = InferRequestedOutput("output-0", binary_data=binary)
    # KServe's server takes a body for JSON only if it is called so; Triton's own does without.
    kind = {} if binary else {"Content-Type": "application/json"}
    answer = client.infer("iris", [asked], outputs=[wanted], headers={**HEADERS, **kind})
    assert answer.as_numpy("output-0").tolist() == [1, 1], answer.get_response()

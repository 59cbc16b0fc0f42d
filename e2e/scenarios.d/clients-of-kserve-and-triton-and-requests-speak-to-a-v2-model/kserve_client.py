"""KServe's own client, InferenceRESTClient, by V2."""
import asyncio
import os

from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

URL = os.environ["MODEL_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
ROWS = [[6.8, 2.8, 4.8, 1.4], [6.0, 3.4, 4.5, 1.6]]


async def main():
    async with InferenceRESTClient(RESTConfig(protocol="v2", retries=0, timeout=120)) as client:
        assert await client.is_server_live(URL, headers=HEADERS)
        assert await client.is_server_ready(URL, headers=HEADERS)
        assert await client.is_model_ready(URL, "iris", headers=HEADERS)
        asked = InferRequest(model_name="iris", infer_inputs=[InferInput("input-0", [2, 4], "FP32", ROWS)])
        answer = await client.infer(URL, asked, model_name="iris", headers=HEADERS)
        assert [int(value) for value in answer.outputs[0].data] == [1, 1], answer


asyncio.run(main())

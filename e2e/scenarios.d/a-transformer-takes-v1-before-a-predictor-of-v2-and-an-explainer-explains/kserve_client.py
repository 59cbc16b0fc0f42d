"""KServe's own client, InferenceRESTClient, by V1: a prediction and its explanation."""
import asyncio
import os

from kserve import InferenceRESTClient, RESTConfig

URL = os.environ["MODEL_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}


async def main():
    async with InferenceRESTClient(RESTConfig(protocol="v1", retries=0, timeout=120)) as client:
        assert await client.is_model_ready(URL, "iris", headers=HEADERS)
        millimetres = {"instances": [[68, 28, 48, 14], [60, 34, 45, 16]]}
        answer = await client.infer(URL, millimetres, model_name="iris", headers=HEADERS)
        assert answer == {"predictions": [1, 1]}, answer
        answer = await client.explain(URL, "iris", {"instances": [[6.8, 2.8, 4.8, 1.4]]}, headers=HEADERS)
        assert answer["explanations"][0]["prediction"] == 1, answer


asyncio.run(main())

"""What may be put around the recipe's model, on KServe's own model server: a transformer before it, or an explainer beside it.

Both take V1 from outside, and call the predictor by V2, as KServe tells them where it is.
"""
import sys

from kserve import InferInput, InferRequest, Model, ModelServer, model_server

FEATURES = ("sepal length", "sepal width", "petal length", "petal width")


def request(name, rows):
    rows = [[float(value) for value in row] for row in rows]
    return InferRequest(model_name=name, infer_inputs=[InferInput("input-0", [len(rows), len(FEATURES)], "FP32", rows)])


class Millimetres(Model):
    """A transformer for people who measure in millimetres; the model was trained in centimetres."""

    async def preprocess(self, payload, headers=None):
        return request(self.name, [[value / 10 for value in row] for row in payload["instances"]])

    async def postprocess(self, result, headers=None, response_headers=None):
        return {"predictions": [int(value) for value in result.outputs[0].data]}


class LeftOut(Model):
    """An explainer: which measurement decides, since the answer is another one without it."""

    async def explain(self, payload, headers=None):
        return {"explanations": [await self._of(row, headers) for row in payload["instances"]]}

    async def _of(self, row, headers):
        without = [[0 if other == feature else value for other, value in enumerate(row)] for feature in range(len(row))]
        whole, *changed = (await self.predict(request(self.name, [row, *without]), headers)).outputs[0].data
        return {"prediction": int(whole), "decidedBy": [name for name, other in zip(FEATURES, changed) if other != whole]}


if __name__ == "__main__":
    model = {"transformer": Millimetres, "explainer": LeftOut}[sys.argv[1]](model_server.args.model_name)
    model.ready = True
    ModelServer(enable_grpc=False).start([model])

"""A language model of 40 words on KServe's own model server, whose OpenAI endpoints are what a client outside talks to.

KServe takes the types of those endpoints from vLLM, which is gigabytes with what it needs; the two words of it that matter,
any fields and a stream, are here instead. Everything else is KServe's: paths, errors, streams, the names of models.
"""
import asyncio
import gzip
import importlib.abc
import importlib.machinery
import itertools
import json
import sys
import time
import types

import pydantic


class AnyFields(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")


class VllmTypes(types.ModuleType):
    """Whatever is imported from it by name: a type with any fields, or a decorator that does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (AnyFields,), {}) if name[0].isupper() else lambda function: function
        setattr(self, name, made)
        return made


class VllmFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] == "vllm" else None

    def create_module(self, spec):
        return VllmTypes(spec.name)

    def exec_module(self, module):
        """There is nothing to run."""


sys.meta_path.insert(0, VllmFinder())

from kserve import ModelServer, model_server  # noqa: E402
from kserve.protocol.rest.openai import OpenAIEncoderModel, OpenAIGenerativeModel  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402

LEARNED = ("a token is a word that opens a gate and a gate that is open lets a word out so a word is "
           "a token of a model that lets a client read one word after a pause of a moment").split()
NEXT = {word: after for word, after in zip(LEARNED, [*LEARNED[1:], LEARNED[0]])}


class Tiny(OpenAIGenerativeModel, OpenAIEncoderModel):
    """After each word comes the one that came after it last. `max_tokens` words, `pause` seconds before each but the first."""

    async def create_chat_completion(self, request, raw_request=None, context=None):
        return await self._answer(request, request.messages[-1]["content"], "chat.completion", _chat)

    async def create_completion(self, request, raw_request=None, context=None):
        return await self._answer(request, request.prompt, "text_completion", _plain)

    async def _answer(self, request, prompt, kind, choice):
        said = {"id": f"tiny-{time.time_ns()}", "created": int(time.time()), "model": self.name}
        stream = bool(getattr(request, "stream", False))
        words = _words(prompt, getattr(request, "max_tokens", None) or 8, getattr(request, "pause", 0))
        if stream:
            return self._events(words, {**said, "object": kind.replace("chat.completion", "chat.completion.chunk")}, choice)
        text = " ".join([word async for word in words])
        used = {"prompt_tokens": len(prompt.split()), "completion_tokens": len(text.split())}
        return AnyFields(**said, object=kind, choices=[choice(text, "message", "stop")],
                         usage={**used, "total_tokens": sum(used.values())})

    async def _events(self, words, said, choice):
        async for word in words:
            yield _event({**said, "choices": [choice(word + " ", "delta", None)], "sent": time.time()})
        yield _event({**said, "choices": [choice("", "delta", "stop")], "sent": time.time()})
        yield "data: [DONE]\n\n"

    async def create_embedding(self, request, raw_request=None, context=None):
        texts = [request.input] if isinstance(request.input, str) else request.input
        data = [{"object": "embedding", "index": index, "embedding": [float(text.count(word)) for word in sorted(NEXT)]}
                for index, text in enumerate(texts)]
        used = sum(len(text.split()) for text in texts)
        return AnyFields(object="list", model=self.name, data=data, usage={"prompt_tokens": used, "total_tokens": used})

    async def create_rerank(self, request, raw_request=None, context=None):
        asked = set(request.query.split())
        scores = sorted(((len(asked & set(text.split())), index) for index, text in enumerate(request.documents)), reverse=True)
        return AnyFields(id="tiny", model=self.name, results=[
            {"index": index, "document": {"text": request.documents[index]}, "relevance_score": float(score)} for score, index in scores])


async def _words(prompt, count, pause):
    known = [word for word in prompt[-200:].split() if word in NEXT]
    word = known[-1] if known else LEARNED[0]
    for turn in itertools.count(1):
        yield word
        if turn >= count:
            return
        await asyncio.sleep(pause)
        word = NEXT[word]


def _chat(text, part, finish):
    return {"index": 0, part: {"role": "assistant", "content": text}, "finish_reason": finish}


def _plain(text, part, finish):
    return {"index": 0, "text": text, "finish_reason": finish}


def _event(said):
    return f"data: {json.dumps(said)}\n\n"


class Unpacked:
    """Takes bodies that a client has packed with gzip, as Triton and most servers but KServe's do."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or (b"content-encoding", b"gzip") not in scope["headers"]:
            return await self.app(scope, receive, send)
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)

        async def unpacked():
            return {"type": "http.request", "body": gzip.decompress(body), "more_body": False}

        await self.app(scope, unpacked, send)


if __name__ == "__main__":
    model_server.app.add_middleware(GZipMiddleware, minimum_size=200)
    model_server.app.add_middleware(Unpacked)
    ModelServer(enable_grpc=False).start([Tiny(name) for name in model_server.args.model_name.split(",")])

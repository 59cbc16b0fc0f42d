"""OpenAI's client at both of the model's base URLs, as its documentation has it."""
import os

import openai

ASKED = [{"role": "user", "content": "what does a gate do"}]
TEXT = "gate that lets a moment a moment a"

for base in ("/openai/v1", "/v1"):
    client = openai.OpenAI(base_url=os.environ["MODEL_URL"] + base, api_key=os.environ["TOKEN"], max_retries=0)

    assert [model.id for model in client.models.list()] == ["tiny"]

    answer = client.chat.completions.create(model="tiny", messages=ASKED)
    assert answer.choices[0].message.content == TEXT, answer
    assert answer.usage.completion_tokens == 8, answer

    stream = client.chat.completions.create(model="tiny", messages=ASKED, stream=True)
    parts = [part.choices[0].delta.content for part in stream]
    assert "".join(parts).strip() == TEXT and len(parts) == 9, parts

    assert client.completions.create(model="tiny", prompt="a gate", max_tokens=3).choices[0].text == "gate that lets"

    vectors = client.embeddings.create(model="tiny", input=["a word", "a gate"], encoding_format="float").data
    assert len(vectors) == 2 and vectors[0].embedding != vectors[1].embedding, vectors

    try:
        client.with_options(api_key="not-a-token").models.list()
        raise SystemExit("a call without a good token was answered")
    except openai.AuthenticationError as refused:
        assert refused.status_code == 401, refused
    print(base, "fine")

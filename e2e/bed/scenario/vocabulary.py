"""The words of a scenario: what each takes, checked before anything runs."""
from collections import namedtuple


class Unexpected(Exception):
    """The cluster did something else than the scenario says; the message is meant for the reader."""


Word = namedtuple("Word", "name act value options required waits")
WORDS = {}


def word(name, value, options=None, required=(), waits=0):
    """Registers a step. `waits` is for how many seconds it is tried again unless the step says `within`."""
    def registered(act):
        WORDS[name] = Word(name, act, value, dict(options or {}), tuple(required), waits)
        return act
    return registered


def text(value):
    return None if isinstance(value, str) else "is to be a text"


def texts(value):
    one_or_more = isinstance(value, str) or (
        isinstance(value, list) and value and all(isinstance(item, str) for item in value))
    return None if one_or_more else "is to be a text or a list of texts"


def number(value):
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
    return None if fine else "is to be a number"


def yes(value):
    return None if isinstance(value, bool) else "is to be true or false"


def statuses(value):
    numbers = value if isinstance(value, list) else [value]
    fine = numbers and all(isinstance(item, int) and 100 <= item < 600 for item in numbers)
    return None if fine else "is to be an HTTP status or a list of them"


def mapping(value):
    fine = isinstance(value, dict) and all(isinstance(item, (str, int, float)) for item in value.values())
    return None if fine else "is to be a mapping of names to texts"


def anything(_):
    return None


def steps(value):
    """Nested steps; their contents are checked by whoever knows all words."""
    return None if isinstance(value, list) and value else "is to be a list of steps"


def listed(value):
    """A text or list of texts as a list."""
    return [value] if isinstance(value, (str, int)) else list(value or [])


def faults(step, path):
    """Everything that is wrong with one step, each with its place."""
    if not isinstance(step, dict):
        return [f"{path}: is to be a mapping such as `kubectl: get pods`"]
    named = [key for key in step if key in WORDS]
    if len(named) != 1:
        said = ", ".join(map(str, step)) or "nothing"
        return [f"{path}: needs exactly one word of the vocabulary, has {said}; known words: {', '.join(sorted(WORDS))}"]
    known = WORDS[named[0]]
    found = []
    allowed = {known.name: known.value, "within": number, "because": text, **known.options}
    for key, value in step.items():
        place = f"{path}.{key}"
        if key not in allowed:
            found.append(f"{place}: unknown; `{known.name}` takes {', '.join(sorted(allowed)) }")
            continue
        problem = allowed[key](value)
        if problem:
            found.append(f"{place}: {problem}")
        elif allowed[key] is steps:
            found += all_faults(value, place)
    found += [f"{path}: `{known.name}` needs `{key}`" for key in known.required if key not in step]
    return found


def all_faults(listed_steps, path):
    """Faults of a list of steps; an inner list is a sequence within a `parallel`."""
    found = []
    for index, step in enumerate(listed_steps):
        place = f"{path}[{index}]"
        found += all_faults(step, place) if isinstance(step, list) else faults(step, place)
    return found

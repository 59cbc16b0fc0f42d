"""What was measured before, to tell when something has become slower.

Kept is how many times its floor each figure took; of one without a floor, such as memory, the value itself.
"""
import json
from pathlib import Path

from bed.bench.figures import shown

FILE = Path(__file__).with_name("reference.json")
TOLERANCE = 1.3


def read():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def write(figures):
    """Replaces the figures that were measured and keeps the others."""
    kept = {**read(), **{figure.name: float(f"{figure.ratio:.4g}") for figure in figures if figure.judged}}
    FILE.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


def worse(figures, known):
    """Those that are more than 30 % worse than they were."""
    return [figure for figure in figures if figure.judged and figure.name in known
            and figure.ratio > known[figure.name] * TOLERANCE]


def notes(figures, known):
    """What the table says about each figure that has a reference."""
    bad = set(worse(figures, known))
    return {figure.name: f"{_was(figure, known)}: {'WORSE' if figure in bad else 'ok'}"
            for figure in figures if figure.judged and figure.name in known}


def _was(figure, known):
    was = known[figure.name]
    return f"{was:.2f} times" if figure.floor is not None else shown(was, figure.unit)

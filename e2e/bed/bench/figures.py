"""One figure of the bench, and the table of them."""
import json
import math
from collections import namedtuple

UNITS = {"s": (1, "s"), "ms": (1000, "ms"), "MiB": (1 / 2 ** 20, "MiB"), "": (1, "")}


class Figure(namedtuple("Figure", "row name value unit floor target judged higher")):
    """`value` and `floor` are in seconds, bytes or counts; `unit` is how people read them. `judged`: a regression fails.

    `higher` says that more is better; such a figure has a floor.
    """

    @property
    def ratio(self):
        """How many times the floor it takes; without a floor, the value itself. Smaller is always better."""
        if self.floor is None:
            return self.value
        return self.floor / self.value if self.higher else self.value / self.floor

    @property
    def verdict(self):
        return "" if self.target is None else "ok" if self.value <= self.target else "over"


def figure(row, name, value, unit="", floor=None, target=None, judged=True, higher=False):
    return Figure(row, name, value, unit, floor, target, judged, higher)


def quantile(values, share):
    """The nearest-rank quantile: of 50 values the 99th percentile is the largest."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def table(figures, notes):
    """For people; also valid Markdown."""
    heads = ("figure", "measured", "floor", "times", "target", "", "before")
    lines = [(f.name, shown(f.value, f.unit), shown(f.floor, f.unit), f"{f.ratio:.2f}" if f.floor is not None else "",
              shown(f.target, f.unit), f.verdict, notes.get(f.name, "")) for f in figures]
    widths = [max(len(line[column]) for line in (heads, *lines)) for column in range(len(heads))]
    rule = ["-" * width for width in widths]
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |"
                     for line in (heads, rule, *lines))


def as_json(figures, notes):
    return json.dumps([{**f._asdict(), "unit": {"ms": "s", "MiB": "bytes"}.get(f.unit, f.unit), "times": f.ratio,
                        "verdict": f.verdict, "reference": notes.get(f.name, "")} for f in figures], indent=2)


def shown(value, unit):
    if value is None:
        return ""
    factor, name = UNITS[unit]
    number = value * factor
    digits = 0 if number >= 100 or float(number).is_integer() else 1 if number >= 10 else 2
    return f"{number:,.{digits}f} {name}".strip()

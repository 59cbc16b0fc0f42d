"""The page of what was measured: tables between marks that name the command that makes them, and the machine."""
import os
import re

from bed import paths

PAGE = paths.REPOSITORY / "src/site/markdown/measured.md"
END = "<!-- that far -->"


def machine():
    """What it was measured on, as the kernel says."""
    with open("/proc/cpuinfo") as processors, open("/proc/meminfo") as memory:
        model = re.search(r"model name\s*: (.*)", processors.read())
        size = int(re.search(r"MemTotal:\s+(\d+)", memory.read()).group(1)) / 2 ** 20
    return f"{len(os.sched_getaffinity(0))} cores ({model.group(1) if model else os.uname().machine}), {size:.0f} GiB"


def replaced(mark, text):
    """Puts a table where the page has the last one that the same command made."""
    begin = f"<!-- {mark} -->"
    before, found, rest = PAGE.read_text().partition(begin)
    if not found:
        raise ValueError(f"{PAGE} has no {begin}")
    PAGE.write_text(f"{before}{begin}\n{text}\n\n{END}{rest.partition(END)[2]}")

"""How it went: one line for each scenario, then the counts; or everything as JSON."""
import json
import sys
import threading

_MARKS = {"passed": "ok  ", "failed": "FAIL", "skipped": "skip"}
_lock = threading.Lock()


def line(result, out=None):
    """One scenario's line; a failure's reason is below it."""
    with _lock:
        out = out or sys.stdout
        print(f"{_MARKS[result.outcome]} {result.seconds:6.1f}s  {result.name}", file=out)
        for reason in result.reason.splitlines():
            print(f"               {reason}", file=out)
        out.flush()


def counts(results):
    """passed, failed, skipped."""
    return tuple(sum(r.outcome == outcome for r in results) for outcome in ("passed", "failed", "skipped"))


def summary(results):
    return "{} passed, {} failed, {} skipped".format(*counts(results))


def as_json(results):
    return json.dumps([result._asdict() for result in results], indent=2)

"""One line for each step, with the time it took, on standard error."""
import contextlib
import sys
import threading
import time

START = time.monotonic()
_lock = threading.Lock()


def say(text):
    """One line, stamped with the seconds since the program started."""
    with _lock:
        print(f"[{time.monotonic() - START:6.1f}s] {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text, slow_after=15, remind_every=30):
    """Names a step when it is slow or done, so that a quiet minute is never mistaken for a hang."""
    began = time.monotonic()
    over = threading.Event()

    def remind():
        wait = slow_after
        while not over.wait(wait):
            say(f"{text} … still at it, {time.monotonic() - began:.0f}s")
            wait = remind_every

    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    except BaseException:
        over.set()
        say(f"{text}: failed after {time.monotonic() - began:.1f}s")
        raise
    over.set()
    say(f"{text}: {time.monotonic() - began:.1f}s")

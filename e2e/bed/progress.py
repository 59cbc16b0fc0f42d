"""One line for each step, with the time it took, and a bar for what takes minutes, on standard error."""
import contextlib
import sys
import threading
import time

START = time.monotonic()
CLEAR = "\r\033[K"
_lock = threading.Lock()
_shown = None  # the bar that is on the terminal's last line


def say(text):
    """One line, stamped with the seconds since the program started."""
    with _lock:
        print(f"{CLEAR if _shown else ''}{_stamp()} {text}", file=sys.stderr, flush=True)
        if _shown:
            _shown.draw()


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


@contextlib.contextmanager
def bar(text, weights, total):
    """Yields what is told of each thing that begins; `weights` says what a thing weighs, `total` what all of them do.

    A terminal shows a bar that moves; elsewhere a line comes now and then.
    """
    global _shown
    over, made = threading.Event(), Bar(text, weights, total)
    terminal = sys.stderr.isatty()

    def redraw():
        while not over.wait(0.5 if terminal else 30):
            if terminal:
                with _lock:
                    made.draw()
            else:
                say(made.line())

    if terminal:
        _shown = made
    threading.Thread(target=redraw, daemon=True).start()
    try:
        yield made
    finally:
        over.set()
        with _lock:
            if terminal:
                print(CLEAR, end="", file=sys.stderr, flush=True)
            _shown = None
    say(f"{text}: {time.monotonic() - made.start:.1f}s")


class Bar:
    WIDTH = 30

    def __init__(self, text, weights, total):
        self.text, self.weights, self.total = text, weights, max(total, 1.0)
        self.start, self.done, self.running = time.monotonic(), 0.0, 0.0

    def begun(self, thing):
        """What began before is taken for done: the things are small."""
        self.done, self.running = self.done + self.running, self.weights(thing)

    def line(self):
        """How much is done, and how long the rest takes if it goes on like this."""
        share, spent = min(self.done / self.total, 0.99), time.monotonic() - self.start
        left = spent * (1 - share) / share if share > 0.02 else None
        return f"{self.text}: {100 * share:.0f} %" + (f", about {_duration(left)} left" if left is not None else "")

    def draw(self):
        filled = int(self.WIDTH * min(self.done / self.total, 1))
        drawn = "#" * filled + "-" * (self.WIDTH - filled)
        print(f"{CLEAR}{_stamp()} [{drawn}] {self.line()}", end="", file=sys.stderr, flush=True)


def _stamp():
    return f"[{time.monotonic() - START:6.1f}s]"


def _duration(seconds):
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"

"""One line of JSON for each write: when it began and ended, and why it failed."""

import json
import os
import sys
import threading
import time

PAUSE = 0.005
DONE_WITHIN = 1

KEY = os.environ["TEST_KEY"]


class NotDone(Exception):
    """A job that was taken is not done in time; it must not get lost."""


def print_line(**line):
    # At once: print() writes the end of the line by itself, and several threads print.
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


def now():
    return time.time() * 1000


def print_write(n, start, error=None):
    if error is None:
        print_line(n=n, start=start, end=now())
    else:
        text = str(error) or type(error).__name__
        print_line(n=n, start=start, end=now(), error=text, accepted=isinstance(error, NotDone))


def write_on(write):
    """Writes 0, 1, 2, ... one after another, until the standard input ends."""
    end_with_input()
    n = 0
    while True:
        start = now()
        try:
            write(n)
            print_write(n, start)
        except Exception as error:
            print_write(n, start, error)
        time.sleep(PAUSE)
        n += 1


def end_with_input(before=lambda: None):
    def listen():
        sys.stdin.read()
        before()
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()

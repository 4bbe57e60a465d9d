"""A program that ends with the one that started it, however that one ended.

The starter gives it a pipe for standard input and says nothing through it. When the pipe closes,
the starter has ended, be it killed, and what it started would only be in the way.
"""

from __future__ import annotations

import os
import threading

__all__ = ["end_with_starter"]

STDIN = 0


def end_with_starter() -> None:
    """From now on the program ends at once when its standard input closes."""

    def watch() -> None:
        while os.read(STDIN, 1024):  # not through sys.stdin, which shutting down would wait for
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()

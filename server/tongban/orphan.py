"""A program that ends with the one that started it, however that one ended.

The starter gives it a pipe for standard input and says nothing through it. When the pipe closes,
the starter has ended, be it killed, and what it started would only be in the way.
"""

from __future__ import annotations

import os
import sys
import threading

__all__ = ["end_with_starter"]


def end_with_starter() -> None:
    """From now on the program ends at once when its standard input closes."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()

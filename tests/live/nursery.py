"""A program with everything imported that becomes the service each time a line asks for it.

    nursery.py WORDS...

WORDS are those of the command line. For each line of its input there is one service: it says
`born PID`, then what the service says, and `dead` once that has ended. Python and its imports
take the better part of a second to start, which a test of a thousand kills does not have.
"""

from __future__ import annotations

import os
import sys

import tongban.live.serving
import tongban.scenario
from tongban.cli import main


def become(words: list[str]) -> int:
    """The process of a service that was started with these words."""
    born = os.fork()
    if born == 0:
        sys.argv = ["tongban", *words]
        main()
        os._exit(0)
    return born


if __name__ == "__main__":
    assert tongban.live.serving
    assert tongban.scenario
    for _ in sys.stdin:
        process = become(sys.argv[1:])
        print("born", process, flush=True)
        os.waitpid(process, 0)
        print("dead", flush=True)

"""W1 and W2 as event loops over the standard library's heap: plain Python at its fastest.

An entry of the heap is a time, a number that keeps the order of equal times, what to call then,
and for whom.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from answers import W1_CLERKS, W1_PER_MIN, Outcomes
from w2 import AGAIN, CLERKS, CV, HALLS, HOMES, PATIENCE_MIN, PER_MIN, WINDOWS

__all__ = ["w1", "w2"]


class Request:
    """One of W2's requests."""

    __slots__ = ("arrived", "deadline", "hall", "home", "services", "waits_for_clerk")

    def __init__(self, hall: int, home: int, arrived: float) -> None:
        self.hall, self.home, self.arrived = hall, home, arrived
        self.deadline = 0.0
        self.services = 0
        self.waits_for_clerk = False


def w1(requests: int, seed: int) -> list[float]:
    """The waits of W1's requests [min]."""
    expovariate = random.Random(seed).expovariate
    arrival, to_come, free = expovariate(W1_PER_MIN), requests, W1_CLERKS
    ends: list[float] = []
    line: deque[float] = deque()
    waits: list[float] = []
    while to_come or ends:
        if to_come and (not ends or arrival <= ends[0]):
            if free:
                free -= 1
                waits.append(0.0)
                heappush(ends, arrival + expovariate(1))
            else:
                line.append(arrival)
            to_come -= 1
            arrival += expovariate(W1_PER_MIN)
        else:
            now = heappop(ends)
            if line:
                waits.append(now - line.popleft())
                heappush(ends, now + expovariate(1))
            else:
                free += 1
    return waits


def w2(requests: int, seed: int) -> Outcomes:
    """What became of W2's requests."""
    chance = random.Random(seed)
    uniform, expovariate, lognormvariate = chance.random, chance.expovariate, chance.lognormvariate
    sigma = math.sqrt(math.log(1 + CV**2))
    mu = -(sigma**2) / 2
    windows, clerks = [WINDOWS] * HALLS, [CLERKS] * HOMES
    for_window: list[deque[Request]] = [deque() for _ in range(HALLS)]
    for_clerk: list[deque[Request]] = [deque() for _ in range(HOMES)]
    events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
    number = count()
    outcomes = Outcomes()

    def arrive(now: float, to_come: int) -> None:
        if to_come > 1:
            heappush(events, (now + expovariate(PER_MIN), next(number), arrive, to_come - 1))
        join(now, Request(int(uniform() * HALLS), int(uniform() * HOMES), now))

    def join(now: float, request: Request) -> None:
        """Take a vacant window or the end of the line; nobody there is watched."""
        request.deadline = now + expovariate(1 / PATIENCE_MIN)
        if windows[request.hall]:
            windows[request.hall] -= 1
            sit(now, request)
        else:
            for_window[request.hall].append(request)

    def sit(now: float, request: Request) -> None:
        if clerks[request.home]:
            clerks[request.home] -= 1
            begin(now, request)
        else:
            request.waits_for_clerk = True
            for_clerk[request.home].append(request)
            heappush(events, (request.deadline, next(number), give_up, request))

    def begin(now: float, request: Request) -> None:
        request.waits_for_clerk = False
        heappush(events, (now + lognormvariate(mu, sigma), next(number), finish, request))

    def give_up(now: float, request: Request) -> None:
        if request.waits_for_clerk and request.deadline == now:
            for_clerk[request.home].remove(request)
            outcomes.gone(request.services)
            vacate(now, request.hall)

    def finish(now: float, request: Request) -> None:
        if for_clerk[request.home]:
            begin(now, for_clerk[request.home].popleft())
        else:
            clerks[request.home] += 1
        request.services += 1
        if uniform() < AGAIN:
            request.deadline = now + expovariate(1 / PATIENCE_MIN)
            for_window[request.hall].append(request)
        else:
            outcomes.served(now - request.arrived, request.services)
        vacate(now, request.hall)

    def vacate(now: float, hall: int) -> None:
        """Give a window to the first in line who has not left meanwhile."""
        line = for_window[hall]
        while line:
            request = line.popleft()
            if request.deadline > now:
                sit(now, request)
                return
            outcomes.gone(request.services)
        windows[hall] += 1

    heappush(events, (expovariate(PER_MIN), next(number), arrive, requests))
    while events:
        now, _, act, argument = heappop(events)
        act(now, argument)
    return outcomes

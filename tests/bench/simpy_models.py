"""W1 and W2 as one who knows SimPy well writes them: the measure of all other times.

Chance is drawn as it is needed; waits and outcomes are kept in lists.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator
from typing import Any

import simpy
from answers import W1_CLERKS, W1_PER_MIN, Outcomes
from w2 import AGAIN, CLERKS, CV, HALLS, HOMES, PATIENCE_MIN, PER_MIN, WINDOWS

__all__ = ["w1", "w2"]

Process = Generator[simpy.Event, Any, None]


def w1(requests: int, seed: int) -> list[float]:
    """The waits of W1's requests [min]."""
    chance = random.Random(seed)
    env = simpy.Environment()
    clerks = simpy.Resource(env, W1_CLERKS)
    waits: list[float] = []

    def request() -> Process:
        arrived = env.now
        with clerks.request() as clerk:
            yield clerk
            waits.append(env.now - arrived)
            yield env.timeout(chance.expovariate(1))

    def arrivals() -> Process:
        for _ in range(requests):
            yield env.timeout(chance.expovariate(W1_PER_MIN))
            env.process(request())

    env.process(arrivals())
    env.run()
    return waits


def w2(requests: int, seed: int, per_min: float = PER_MIN) -> Outcomes:
    """What became of W2's requests, at another rate if need be."""
    chance = random.Random(seed)
    env = simpy.Environment()
    windows = [simpy.Resource(env, WINDOWS) for _ in range(HALLS)]
    clerks = [simpy.Resource(env, CLERKS) for _ in range(HOMES)]
    sigma = math.sqrt(math.log(1 + CV**2))
    outcomes = Outcomes()

    def request(hall: int, home: int) -> Process:
        arrived, services, again = env.now, 0, True
        while again:
            patience = env.timeout(chance.expovariate(1 / PATIENCE_MIN))
            with windows[hall].request() as window:
                granted = yield window | patience
                if window not in granted:
                    outcomes.gone(services)
                    return
                with clerks[home].request() as clerk:
                    granted = yield clerk | patience
                    if clerk not in granted:
                        outcomes.gone(services)
                        return
                    yield env.timeout(chance.lognormvariate(-(sigma**2) / 2, sigma))
            services += 1
            again = chance.random() < AGAIN
        outcomes.served(env.now - arrived, services)

    def arrivals() -> Process:
        for _ in range(requests):
            yield env.timeout(chance.expovariate(per_min))
            env.process(request(chance.randrange(HALLS), chance.randrange(HOMES)))

    env.process(arrivals())
    env.run()
    return outcomes

"""W1 and W2 in cimba, which compiles models in Python for an engine in C.

It keeps no request's record: a replication gives its means, and is a batch of its own. What came
before the warm-up is not counted.
"""

from __future__ import annotations

import math

import cimba
from answers import W1_CLERKS, W1_PER_MIN, WARM_UP, Means
from cimba import inputs, random
from w2 import AGAIN, CLERKS, CV, HALLS, HOMES, PATIENCE_MIN, PER_MIN, WINDOWS

__all__ = ["w1", "w2"]

REPLICATIONS = 4
SIGMA = math.sqrt(math.log(1 + CV**2))
OUT_OF_PATIENCE = 1


class W1(cimba.Model):
    """M/M/10: the clerks take from a store the times at which requests came."""

    requests: cimba.Param[int]
    warm_up: cimba.Param[float]
    gap: cimba.Input[float] = inputs.dist.exponential(mean=1 / W1_PER_MIN)
    handling: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    line: cimba.Store[float]
    waits: cimba.Dataset
    wait: cimba.Output[float]

    @cimba.process
    def arrivals(self) -> None:
        for _ in range(self.requests):
            cimba.hold(self.gap.next())
            self.line.put(cimba.now())

    @cimba.process(copies=W1_CLERKS)
    def clerk(self) -> None:
        while True:
            arrived = self.line.get()
            if arrived > self.warm_up:
                self.waits.record(cimba.now() - arrived)
            cimba.hold(self.handling.next())

    @cimba.on_end
    def measure(self) -> None:
        self.wait = self.waits.sample_mean()


class Pool(cimba.Model):
    """The windows of a hall, or the clerks of a home region."""

    units: cimba.Resource

    def __init__(self, units: int) -> None:
        self.units = cimba.Resource(capacity=units)


class Request(cimba.Model):
    """A request of W2: a process of its own."""

    model: cimba.Ref[W2]
    hall: cimba.Ref[Pool]
    home: cimba.Ref[Pool]

    @cimba.process
    def run(self) -> None:
        me, arrived = cimba.this_process(), cimba.now()
        services, is_served, again = 0, True, True
        while again:
            me.timer_set(random.exponential(PATIENCE_MIN), OUT_OF_PATIENCE)
            if self.hall.units.acquire() == OUT_OF_PATIENCE:
                is_served = False
                break
            if self.home.units.acquire() == OUT_OF_PATIENCE:
                self.hall.units.release()
                is_served = False
                break
            me.timers_clear()
            cimba.hold(random.lognormal(-(SIGMA**2) / 2, SIGMA))
            self.home.units.release()
            self.hall.units.release()
            services += 1
            again = random.bernoulli(AGAIN)
            if again:
                cimba.hold(0.0)  # let those in line have what has come free
        if arrived > self.model.warm_up:
            if is_served:
                self.model.times.record(cimba.now() - arrived)
            self.model.left.record(0.0 if is_served else 1.0)
            self.model.services.record(float(services))
        cimba.release(self)


class W2(cimba.Model):
    """The virtual window."""

    requests: cimba.Param[int]
    warm_up: cimba.Param[float]
    gap: cimba.Input[float] = inputs.dist.exponential(mean=1 / PER_MIN)
    halls: list[Pool]
    homes: list[Pool]
    times: cimba.Dataset
    left: cimba.Dataset
    services: cimba.Dataset
    mean_time: cimba.Output[float]
    mean_left: cimba.Output[float]
    mean_services: cimba.Output[float]

    def __init__(self) -> None:
        self.halls = [Pool(WINDOWS) for _ in range(HALLS)]
        self.homes = [Pool(CLERKS) for _ in range(HOMES)]

    @cimba.process
    def arrivals(self) -> None:
        for _ in range(self.requests):
            cimba.hold(self.gap.next())
            hall = self.halls[random.dice(0, HALLS - 1)]
            cimba.spawn(Request, model=self, hall=hall, home=self.homes[random.dice(0, HOMES - 1)])

    @cimba.on_end
    def measure(self) -> None:
        self.mean_time = self.times.sample_mean()
        self.mean_left = self.left.sample_mean()
        self.mean_services = self.services.sample_mean()


def w1(requests: int, seed: int) -> Means:
    """The mean wait of W1 in each replication; their requests add up to so many."""
    model = W1()
    results = _run(model, requests, W1_PER_MIN, seed)
    return {"wait": results[model].wait.values[0]}


def w2(requests: int, seed: int) -> Means:
    """The means of W2 in each replication; their requests add up to so many."""
    model = W2()
    results = _run(model, requests, PER_MIN, seed)[model]
    return {
        "time in system": results.mean_time.values[0],
        "leave": results.mean_left.values[0],
        "services": results.mean_services.values[0],
    }


def _run(model: W1 | W2, requests: int, per_min: float, seed: int) -> cimba.Results:
    model.requests = requests // REPLICATIONS
    model.warm_up = WARM_UP * model.requests / per_min
    results = cimba.Experiment(model, replications=REPLICATIONS, seed=seed).run(workers=1)
    if results.failed.any():
        raise RuntimeError(f"cimba: {results.failure_reasons}")
    return results

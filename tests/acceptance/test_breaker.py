"""The breaker opens, lets one trial through, and closes."""

from __future__ import annotations

import pytest

from tongban.acceptance import Breaker
from tongban.acceptance.breaker import CircuitOpen


class Down(Exception):
    pass


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker) -> None:
    with pytest.raises(Down), breaker.attempt(Down):
        raise Down


def succeed(breaker: Breaker) -> None:
    with breaker.attempt(Down):
        pass


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(failures=3, open_s=30, clock=clock)
    for _ in range(3):
        fail(breaker)
    return breaker, clock


def test_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(failures=3, clock=Clock())
    for _ in range(5):
        fail(breaker)
        fail(breaker)
        succeed(breaker)
    assert breaker.state == "closed"
    for _ in range(3):
        fail(breaker)
    assert breaker.state == "open"


def test_open_lets_nothing_through_and_says_when() -> None:
    breaker, clock = opened()
    clock.now = 10
    with pytest.raises(CircuitOpen) as caught, breaker.attempt(Down):
        pytest.fail("it was let through")
    assert caught.value.retry_after_s == 20


def test_half_open_lets_one_trial_through() -> None:
    breaker, clock = opened()
    clock.now = 30
    assert breaker.state == "half_open"
    with breaker.attempt(Down), pytest.raises(CircuitOpen), breaker.attempt(Down):
        pytest.fail("a second one was let through")
    assert breaker.state == "closed"


def test_failed_trial_opens_again_for_the_whole_time() -> None:
    breaker, clock = opened()
    clock.now = 30
    fail(breaker)
    clock.now = 59
    assert breaker.state == "open"
    clock.now = 60
    succeed(breaker)
    fail(breaker)
    assert breaker.state == "closed"


def test_trial_given_up_does_not_block_the_next() -> None:
    breaker, clock = opened()
    clock.now = 30
    with pytest.raises(KeyboardInterrupt), breaker.attempt(Down):
        raise KeyboardInterrupt
    assert breaker.state == "half_open"
    succeed(breaker)
    assert breaker.state == "closed"


def test_late_failure_does_not_put_off_the_trial() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, open_s=30, clock=clock)

    def slow() -> None:
        with breaker.attempt(Down):
            fail(breaker)
            clock.now = 29
            raise Down

    with pytest.raises(Down):
        slow()
    clock.now = 30
    assert breaker.state == "half_open"

"""One case number for a submission, whatever happens to it on the way."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from pathlib import Path

import aiohttp
import pytest
from regions import (
    QUICK,
    REGIONS,
    Faults,
    Limits,
    company,
    contents,
    run,
    shipped,
    system,
)

from tongban.acceptance import (
    ADAPTERS,
    AcceptanceError,
    Accepted,
    Submission,
    Unavailable,
    outcomes,
)
from tongban.acceptance.processes import regional_system
from tongban.acceptance.stand_in import KeyReused, Register

SHORT = Limits(
    connect_s=1, answer_s=0.6, attempts=4, backoff_s=0.01, backoff_most_s=0.02, total_s=8
)
ONCE = Limits(connect_s=1, answer_s=0.6, attempts=1)

FAULTS = {
    "answers after our time-out": {"late": 1, "late_s": 1.0},
    "slow, done after our time-out": {"slow": 1, "slow_s": 1.0},
    "answer lost": {"lost": 2},
    "down for two attempts": {"down": 2},
    "handled twice": {"handled_twice": 9},
    "answered twice": {"answered_twice": 9},
    "all of it": {"down": 1, "lost": 1, "handled_twice": 9, "answered_twice": 9},
}


async def cases(adapter_url: str) -> int:
    """How many cases the system says it has, on its status page."""
    async with aiohttp.ClientSession() as http, http.get(adapter_url) as page:
        text = await page.text()
    return int(text.partition("已受理 ")[2].partition(" 件")[0])


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("region", REGIONS)
def test_fault_and_retry_lead_to_one_case(region: str, fault: str) -> None:
    async def story() -> None:
        faults = Faults()
        async with system(region, faults, limits=SHORT) as adapter:
            for name, value in FAULTS[fault].items():
                setattr(faults, name, value)
            first = await adapter.submit(company(region), contents)
            again = await adapter.submit(company(region), contents)
            other = await adapter.submit(company(region, idempotency_key="other"), contents)
            assert isinstance(first, Accepted)
            assert again == first
            assert isinstance(other, Accepted)
            assert other.case_number != first.case_number
            await asyncio.sleep(0.5 if faults.slow_s else 0)  # what is still at work there
            assert await cases(adapter.url) == 2

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_answer_after_the_last_time_out_is_found_later(region: str) -> None:
    async def story() -> None:
        faults = Faults(late=1, late_s=1.0)
        async with system(region, faults, limits=ONCE) as adapter:
            with pytest.raises(Unavailable) as caught:
                await adapter.submit(company(region), contents)
            assert caught.value.may_have_arrived
            assert isinstance(await adapter.submit(company(region), contents), Accepted)
            assert await cases(adapter.url) == 1

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_concurrent_duplicates_get_one_case(region: str) -> None:
    async def story() -> None:
        async with system(region) as adapter:
            answers = await asyncio.gather(
                *(adapter.submit(company(region), contents) for _ in range(20))
            )
            assert len({answer.model_dump_json() for answer in answers}) == 1
            assert await cases(adapter.url) == 1

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_key_belongs_to_one_content(region: str) -> None:
    async def story() -> None:
        async with system(region) as adapter:
            await adapter.submit(company(region), contents)
            changed = company(region)
            fields = changed.fields | {"new_address": "示例市另一路9号"}
            with pytest.raises(AcceptanceError, match="new key"):
                await adapter.submit(changed.model_copy(update={"fields": fields}), contents)
            assert await cases(adapter.url) == 1

    run(story)


@pytest.mark.parametrize("region", REGIONS)
def test_system_restarted_knows_its_cases(region: str, tmp_path: Path) -> None:
    async def story() -> None:
        numbers = []
        for _ in range(2):
            async with system(region, store=tmp_path / "cases.db") as adapter:
                outcome = await adapter.submit(company(region), contents)
                assert isinstance(outcome, Accepted)
                numbers.append(outcome)
        assert numbers[0] == numbers[1]

    run(story)


@pytest.mark.parametrize("region", ["shanghai", "anhui"])
def test_system_that_dies_between_store_and_answer(region: str, tmp_path: Path) -> None:
    """In a process of its own, which ends without a word; the outbox has only what it stored."""

    async def story() -> None:
        store, kept = tmp_path / "cases.db", company(region).model_dump_json()
        async with regional_system(region, store, faults=True) as running:
            async with aiohttp.ClientSession() as http:
                await http.put(f"{running.url}/test/faults", json={"crash": 1})
            async with ADAPTERS[region](running.url, shipped(), limits=QUICK) as adapter:
                with pytest.raises(Unavailable) as caught:
                    await adapter.submit(Submission.model_validate_json(kept), contents)
            assert caught.value.may_have_arrived
            assert await running.process.wait() == 70
        async with (
            regional_system(region, store) as running,
            ADAPTERS[region](running.url, shipped()) as adapter,
        ):
            first = await adapter.submit(Submission.model_validate_json(kept), contents)
            again = await adapter.submit(Submission.model_validate_json(kept), contents)
            assert isinstance(first, Accepted)
            assert again == first
            assert await cases(running.url) == 1

    run(story)


def test_anhui_ticket_outlives_a_restart(tmp_path: Path) -> None:
    """Received, not yet answered, restarted: the answer comes to the same ticket."""

    async def story() -> None:
        store = tmp_path / "cases.db"
        async with system("anhui", store=store, limits=ONCE, work_s=1.0) as adapter:
            with pytest.raises(Unavailable) as caught:
                await adapter.submit(company("anhui"), contents)
            assert caught.value.may_have_arrived
            assert await cases(adapter.url) == 0
        async with system("anhui", store=store, limits=QUICK, work_s=3600) as adapter:
            assert isinstance(await adapter.submit(company("anhui"), contents), Accepted)

    run(story)


def test_outcomes_are_kept_as_json() -> None:
    async def story() -> None:
        async with system("shanghai") as adapter:
            for kinds in (None, ()):
                key = f"key{kinds}".replace("()", "-none")
                submission = company("shanghai", kinds, idempotency_key=key)
                outcome = await adapter.submit(submission, contents)
                assert outcomes.validate_json(outcome.model_dump_json()) == outcome

    run(story)


def test_processes_on_one_register_never_share_a_number(tmp_path: Path) -> None:
    """Four connections, the same fifty keys each, in different orders."""
    day = dt.datetime(2023, 6, 6, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    found: list[dict[str, str]] = [{} for _ in range(4)]

    def work(mine: dict[str, str], step: int) -> None:
        register = Register(tmp_path / "cases.db")
        for i in range(50):
            key = str(i * step % 50)
            mine[key] = register.accept(
                key, "d", "item", "*", day, day.date(), lambda d, n: f"{d}-{n}"
            ).case_number
        register.close()

    Register(tmp_path / "cases.db").close()
    steps = zip(found, (1, 3, 7, 49), strict=True)
    threads = [threading.Thread(target=work, args=args) for args in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert all(mine == found[0] for mine in found)
    assert sorted(found[0].values()) == sorted(f"2023-06-06-{n}" for n in range(1, 51))


def test_register_refuses_a_key_with_another_content() -> None:
    register = Register()
    register.note("M1", "k", "d1", "")
    with pytest.raises(KeyReused):
        register.note("M2", "k", "d2", "")
    assert register.note("M3", "k", "d1", "") == ("M1", "")
    register.close()

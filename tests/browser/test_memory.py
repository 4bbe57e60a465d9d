"""One tab, one applicant after another, all day long: what it holds does not grow."""

from __future__ import annotations

import asyncio
from typing import Any

from house import House
from people import AtWindow, Opened

from tongban.live.service import staff_of
from tongban.session import Record
from tongban.session.messages import Act

CASES, FIRST = 50, 10
CLERK = "shanghai-k1"


def is_answered(house: House, case: str) -> None:
    """A clerk who is no page takes the case that rings."""

    async def answer() -> None:
        service = house.hub.service
        while service.desk.offers.get(case) is None:
            service.desk.ring(service.clock())
            await asyncio.sleep(0.01)
        begun = await service.begin(CLERK, case)
        assert isinstance(begun, Record)
        await service.tell(case, service.command(Act(action="connected")), begun.by)

    house.do(answer())


def a_case(here: AtWindow) -> None:
    """From the ticket to an applicant who leaves, consents and a word on the way."""
    here.takes_ticket("shanghai", "medical_filing")
    here.is_seated()
    is_answered(here.house, here.case)
    here.consents()
    here.says("您好")
    here.press("leave")
    here.press("yes, leave")
    here.press("finish")
    here.reads(here.word("start"))


def held(session: Any) -> int:
    """The bytes of script that are in use once the garbage is gone."""
    session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"])


def test_the_fiftieth_case_holds_no_more_than_the_tenth(opened: Opened, house: House) -> None:
    here = opened.window()
    session = here.page.context.new_cdp_session(here.page)
    clerk = staff_of(CLERK, "jingan", "clerk")
    sizes = []
    for _ in range(CASES):
        house.hub.service.desk.set_duty(clerk, "on_duty", house.hub.service.clock())
        a_case(here)
        sizes.append(held(session))
    assert sizes[-1] <= 1.1 * sizes[FIRST - 1]

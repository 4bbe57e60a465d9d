"""One case's way through the system, from need to end, as a person would tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from ..flow import NONE, SCOPES, Language
from ..records import NEVER, Records
from ..scenario import MINUTE, Lowered
from .words import text

__all__ = ["trace_lines"]

DAY = 1440 * MINUTE
WEEKDAYS = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
WORDS = {
    "min": text("{} 分钟", "{} min"),
    "h": text("{} 小时", "{} h"),
    "need": text("产生需求", "the need arises"),
    "at": text("所在地", "at"),
    "home": text("属地", "home hall"),
    "waits": text("等待 {}", "waits {}"),
    "takes": text("历时 {}", "takes {}"),
    "with": text("占用", "with"),
    "left": text("未办即离", "left unserved"),
    "then": text("结果", "then"),
    "ends": text("结束", "the end"),
    "cut": text("仿真在此时停止", "the run stopped here"),
    "in all": text(
        "合计：历时 {}，等待 {}，办理 {}", "in all: {} from need to end, {} waiting, {} handled"
    ),
}


def trace_lines(records: Records, lowered: Lowered, case: int, language: Language) -> Iterator[str]:
    """The lines that tell one case's way, by its number in the records."""
    teller = _Teller(records, lowered, case, language)
    yield teller.heading()
    for row in np.flatnonzero(records.visits.case == case).tolist():
        yield teller.visit(row)
    yield teller.total()


class _Teller:
    def __init__(self, records: Records, lowered: Lowered, case: int, language: Language) -> None:
        self.records, self.lowered, self.case, self.language = records, lowered, case, language
        self.flow = lowered.tables.flow

    def word(self, key: str, *values: object) -> str:
        return WORDS[key].of(self.language).format(*values)

    def heading(self) -> str:
        cases, scenario = self.records.cases, self.lowered.scenario
        item = list(scenario.items)[cases.item[self.case]]
        title = scenario.items[item].title
        halls = list(scenario.halls)
        hall, home = (halls[column[self.case]] for column in (cases.hall, cases.home))
        places = f"{self.word('at')} {self.hall(hall)}"
        if home != hall:
            places += f", {self.word('home')} {self.hall(home)}"
        name = title.of(self.language) if title else item
        when = self.clock(int(cases.need[self.case]))
        return f"{when}  {self.word('need')}: {name} ({places})"

    def hall(self, name: str) -> str:
        title = self.lowered.scenario.halls[name].title
        return title.of(self.language) if title else name

    def visit(self, row: int) -> str:
        visits, stage = self.records.visits, int(self.records.visits.stage[row])
        spec = self.flow.stages[stage]
        title = spec.title.of(self.language) if spec.title else spec.name
        enter, start, leave = (
            int(column[row]) for column in (visits.enter, visits.start, visits.leave)
        )
        line = f"{self.clock(enter)}  {title}"
        if self.flow.is_final[stage]:
            handed_on = self.flow.then[stage] != NONE
            return line if handed_on else f"{line} ({self.word('ends')})"
        until = self.records.end if leave == NEVER else leave
        served = until if start == NEVER else start
        parts = []
        if served > enter:
            parts.append(self.word("waits", self.minutes(served - enter)))
        if start != NEVER and until > start:
            parts.append(self.word("takes", self.minutes(until - start)))
        elif start == NEVER and leave != NEVER:
            parts.append(self.word("left"))
        if start != NEVER and (held := self.held(stage)):
            parts.append(f"{self.word('with')} {held}")
        parts.append(self.word("cut") if leave == NEVER else self.action(int(visits.action[row])))
        return f"{line}: {', '.join(parts)}"

    def action(self, number: int) -> str:
        row = self.flow.actions[number]
        name = row.title.of(self.language) if row.title else row.name
        return f"{self.word('then')}: {name}"

    def held(self, stage: int) -> str:
        """The units held there, and where they are."""
        cases, halls = self.records.cases, list(self.lowered.scenario.halls)
        kinds = int(self.flow.holds[stage]) & int(cases.mask[self.case])
        found = []
        for k, kind in enumerate(self.flow.kinds):
            if kinds >> k & 1:
                at_home = SCOPES[self.flow.kind_scope[k]] == "home"
                column = cases.home if at_home else cases.hall
                found.append(f"{kind}@{halls[column[self.case]]}")
        return " + ".join(found)

    def total(self) -> str:
        visits = self.records.visits
        rows = visits.case == self.case
        end = np.where(visits.leave == NEVER, self.records.end, visits.leave)[rows]
        served = np.where(visits.start[rows] == NEVER, end, visits.start[rows])
        holds = self.flow.holds[visits.stage[rows]] != 0
        whole = int(end.max() - self.records.cases.need[self.case])
        wait = (served - visits.enter[rows]).sum()
        handled = (end - served)[holds].sum()
        return self.word("in all", *map(self.minutes, (whole, int(wait), int(handled))))

    def clock(self, time: int) -> str:
        """Date, weekday and time of day; only minutes where the run has no calendar."""
        if not self.lowered.scenario.calendar.open:
            return f"{time / MINUTE:10.2f} min"
        date = self.lowered.scenario.calendar.start + dt.timedelta(days=time // DAY)
        minute = time % DAY // MINUTE
        day = WEEKDAYS[self.language][date.weekday()]
        return f"{date} {day} {minute // 60:02d}:{minute % 60:02d}"

    def minutes(self, time: int) -> str:
        """A length of time, in hours from two hours on."""
        if time < 120 * MINUTE:
            return self.word("min", f"{time / MINUTE:.1f}")
        return self.word("h", f"{time / MINUTE / 60:.1f}")

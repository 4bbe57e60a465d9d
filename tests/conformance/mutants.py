"""Mistakes one could make in the kernel, each a change of its text.

A mutant that no random model tells from the reference would mean that the fuzz is blind to the
rule it breaks. Each names the mode of ``random_models`` that shows it. Those that no model can
show stand under EQUIVALENT, each with its proof.
"""

from __future__ import annotations

from typing import NamedTuple

from conformance.plain_kernel import Change

__all__ = ["EQUIVALENT", "MUTANTS", "Mutant"]


class Mutant(NamedTuple):
    """A named mistake, the mode of models that shows it, and how to make it."""

    name: str
    mode: str
    changes: tuple[Change, ...]


def mutant(name: str, mode: str, old: str, new: str, *, times: int = 1) -> Mutant:
    """A mutant by one change."""
    return Mutant(name, mode, (Change(old, new, times),))


INSTANT = (
    mutant(
        "a grant pass after every event",
        "ties",
        """
                run.at = case
                return outcome
""",
        """
                run.at = case
                return outcome
            if run.dirty > 0:
                grant_pass(model, draws, state)
""",
    ),
    mutant(
        "a unit freed at exactly the deadline is still granted",
        "ties",
        """
                if cases[case].line != NONE:
                    give_up_line(model, draws, state, case)
""",
        """
                if cases[case].line != NONE:
                    if run.dirty > 0:
                        grant_pass(model, draws, state)
                    if cases[case].due != run.now:
                        continue
                    give_up_line(model, draws, state, case)
""",
    ),
    mutant(
        "only one pass in an instant",
        "ties",
        "        if run.instant > 0:\n            continue\n",
        "",
    ),
    mutant(
        "a stale heap entry is not dropped",
        "mixed",
        "                if cases[case].due != run.now:\n                    continue\n",
        "",
    ),
    Mutant(
        "what is due at the end itself happens",
        "ties",
        (
            Change(
                "min(next_due(model, draws, state), draws.end)", "next_due(model, draws, state)"
            ),
            Change("if following >= draws.end:", "if following > draws.end:"),
        ),
    ),
    mutant(
        "never done before the end",
        "mixed",
        "run.still_measured == 0 and following > max(draws.drain_from, run.now)",
        "False",
    ),
    mutant(
        "done before the drain begins",
        "mixed",
        "run.still_measured == 0 and following > max(draws.drain_from, run.now)",
        "run.still_measured == 0 and following > run.now",
    ),
    mutant(
        "who still waits at the end is not counted to it",
        "mixed",
        "count_waiting(state.waits[stage], 0, run.end)",
        "pass",
    ),
)

UNITS = (
    mutant(
        "a capacity cut forgets the busy",
        "mixed",
        "pool.free += change.units - pool.capacity",
        "pool.free = change.units",
    ),
    mutant(
        "a capacity cut stops at nobody free",
        "mixed",
        "pool.free += change.units - pool.capacity",
        "pool.free = max(pool.free + change.units - pool.capacity, 0)",
    ),
    mutant(
        "a change of capacity wakes nobody",
        "mixed",
        "                mark_pool(run, state",
        "                False and mark_pool(run, state",
    ),
    mutant(
        "waking only when a pool goes from 0 to 1",
        "reservers",
        """
            state.pools[pool].free += 1
            mark_pool(""",
        """
            state.pools[pool].free += 1
            if state.pools[pool].free == 1: mark_pool(""",
    ),
    mutant(
        "a unit wakes one set of those that miss it",
        "mixed",
        "    while place != NONE:\n        mark(",
        "    if place != NONE:\n        mark(",
    ),
    mutant(
        "the mask is ignored in what a grant gives",
        "mixed",
        ".held |= model.stages[cases[case].stage].holds & draws.mask[case]",
        ".held |= model.stages[cases[case].stage].holds",
    ),
    mutant(
        "the mask is ignored in what a case misses",
        "mixed",
        "wanted = spec.holds & draws.mask[case]",
        "wanted = spec.holds",
    ),
    mutant(
        "a kept unit is released",
        "mixed",
        """
        if has & ~wanted:
            give_back(model, draws, state, case, has & ~wanted)
""",
        """
        if has:
            give_back(model, draws, state, case, has)
            has = 0
""",
    ),
    mutant(
        "a unit comes back to the other hall",
        "mixed",
        """
            hall = draws.home[case] if model.kind_is_home[kind] else draws.hall[case]
            pool = model""",
        """
            hall = draws.hall[case] if model.kind_is_home[kind] else draws.home[case]
            pool = model""",
    ),
    mutant(
        "one pool of a set is looked at",
        "mixed",
        "    for i in range(count):  # noqa: SIM110\n",
        "    for i in range(1):\n",
    ),
    mutant(
        "one grant a set and pass",
        "mixed",
        "following = next_in_class(cases, state.lines, number, case, bits)",
        "following = NONE",
    ),
)

RESERVERS = (
    mutant(
        "only the first reserver of all sets aside",
        "reservers",
        """
            if not (classes[number].reserves and set_aside(pools, state.class_pool, count, number)):
                following = NONE
""",
        """
            following = NONE
            if classes[number].reserves and run.at != run.now + 1:
                set_aside(pools, state.class_pool, count, number)
                run.at = run.now + 1
""",
    ),
    mutant(
        "only the first reserver of a set sets aside",
        "reservers",
        """
            if not (classes[number].reserves and set_aside(pools, state.class_pool, count, number)):
                following = NONE
""",
        """
            if classes[number].reserves:
                set_aside(pools, state.class_pool, count, number)
            following = NONE
""",
    ),
    mutant(
        "a reserver that leaves does not wake the others",
        "reservers",
        "    if state.classes[number].reserves:\n        for i in",
        "    if False:\n        for i in",
    ),
    mutant(
        "who waits beside a reserver is not looked at anew",
        "reservers",
        "    if run.reservers > 0:\n",
        "    if False:\n",
    ),
    mutant(
        "what is set aside is taken",
        "reservers",
        "if pools[class_pool[number, i]].left <= 0:",
        "if pools[class_pool[number, i]].free <= 0:",
    ),
    mutant(
        "a unit is set aside though nobody is scheduled beside it",
        "closing",
        "if pools[class_pool[number, i]].capacity <= 0:",
        "if False:",
    ),
    mutant(
        "nobody sets aside",
        "reservers",
        "state.classes[number].reserves = wants[at].reserves",
        "state.classes[number].reserves = False",
    ),
)

AT_ONCE = (
    mutant(
        "one goes before those who are due to be granted something",
        "instants",
        "if run.dirty > 0 or run.reservers > 0 or",
        "if run.reservers > 0 or",
    ),
    mutant(
        "one takes what is set aside, having just come",
        "mixed",
        "if run.dirty > 0 or run.reservers > 0 or",
        "if run.dirty > 0 or",
    ),
    mutant(
        "one goes before those who are done at once",
        "instants",
        "run.reservers > 0 or run.instant_done < run.instant:",
        "run.reservers > 0:",
    ),
    mutant(
        "one goes before those who are done at the same instant",
        "instants",
        "if run.due > 0 and state.heap[0].time == run.now:\n        return False",
        "if False:\n        return False",
    ),
    mutant(
        "one goes before those who come at the same instant",
        "judged",
        "draws.need[arrivals[run.next_arrival]] == run.now:\n        return False",
        "False:\n        return False",
    ),
    mutant(
        "one takes a unit that goes at the same instant",
        "mixed",
        "changes[run.next_change].time == run.now:\n        return False",
        "False:\n        return False",
    ),
    mutant(
        "one takes what is not free, having just come",
        "mixed",
        "if pools[model.pool_at[kind, hall]].free <= 0:",
        "if False:",
    ),
)

ORDER = (
    mutant(
        "priority is ignored",
        "mixed",
        "line = number << model.rank_bits | model.priority[draws.group[case], stage]",
        "line = number << model.rank_bits",
    ),
    mutant(
        "priority is the same in all groups",
        "mixed",
        "model.priority[draws.group[case], stage]",
        "model.priority[0, stage]",
    ),
    mutant(
        "priority holds within a set only",
        "mixed",
        "if one.line & ranks != other.line & ranks:",
        "if False:",
    ),
    mutant(
        "order time holds within a set only",
        "one clerk",
        "    if one.order != other.order:\n        return one.order < other.order\n",
        "",
    ),
    mutant(
        "the ticket's time is ignored",
        "fallback",
        "cases[case].ticket if spec.by_ticket else run.now",
        "run.now",
    ),
    mutant(
        "every line goes by ticket",
        "fallback",
        "cases[case].ticket if spec.by_ticket else run.now",
        "cases[case].ticket",
    ),
    mutant(
        "no new ticket is taken",
        "two flows",
        "        if spec.ticket:\n            me.ticket = now\n",
        "",
    ),
    mutant(
        "a fallback takes a new ticket",
        "fallback",
        "            stage = spec.then\n",
        "            stage = spec.then\n            me.ticket = now\n",
    ),
    mutant(
        "a tie across sets goes to the later case number",
        "ties",
        "    return a < b\n",
        "    return a > b\n",
    ),
    Mutant(
        "a tie within a set goes to the later case number",
        "ties",
        (
            Change("cases[back].order == time and back < case", "back > case and False"),
            Change("cases[front].order == time and front > case", "cases[front].order == time"),
        ),
    ),
)

ROOM = (
    mutant(
        "newcomers are judged in joining order",
        "judged",
        "while at > 0 and stands_before(cases, ranks, case, newcomers[at - 1]):",
        "while False:",
    ),
    mutant(
        "one who balks is still ahead of the next",
        "judged",
        """
            give_up_line(model, draws, state, case)
            cases[case].act = model.stages[cases[case].stage].balk
            cases[case].due = NEVER
            state.instant[run.instant] = case
            run.instant += 1
        elif cases[case].due != FOREVER:
            watch(state.heap, run, cases, case)
""",
        """
            cases[case].act = model.stages[cases[case].stage].balk
            cases[case].due = NEVER
            state.instant[run.instant] = case
            run.instant += 1
        elif cases[case].due != FOREVER:
            watch(state.heap, run, cases, case)
    for i in range(run.instant):
        if cases[state.instant[i]].line != NONE:
            give_up_line(model, draws, state, state.instant[i])
""",
    ),
    mutant(
        "who stays is judged again at the next instant",
        "one clerk",
        "    run.newcomers = 0\n",
        "    run.newcomers = size\n",
    ),
    mutant(
        "newcomers are judged before the pass",
        "room",
        """
        if run.dirty > 0:
            grant_pass(model, draws, state)
        judge(model, draws, state)
""",
        """
        judge(model, draws, state)
        if run.dirty > 0:
            grant_pass(model, draws, state)
""",
    ),
    mutant("one more than there is room for", "room", "ahead >= room", "ahead > room"),
    mutant(
        "lines at a home are those at the hall",
        "judged",
        "queue = spec.queue + (draws.home[case] if spec.is_home else draws.hall[case])",
        "queue = spec.queue + draws.hall[case]",
        times=3,
    ),
    mutant(
        "lines of all halls are one",
        "judged",
        "queue = spec.queue + (draws.home[case] if spec.is_home else draws.hall[case])",
        "queue = spec.queue",
        times=3,
    ),
)

DEADLINES = (
    mutant(
        "patience wins a tie with the closing",
        "fallback",
        "if own < deadline:",
        "if own <= deadline:",
    ),
    mutant(
        "a clock that goes on wins a tie",
        "fallback",
        "if clock.due < deadline:",
        "if clock.due <= deadline:",
    ),
    mutant(
        "a clock starts only where something is missing",
        "two flows",
        "if spec.starts_clock != NONE:",
        "if spec.starts_clock != NONE and wanted & ~has:",
    ),
    mutant(
        "a clock starts only where one has to wait",
        "one clerk",
        "            leave_line(model, draws, state, case)\n",
        """\
            leave_line(model, draws, state, case)
            clock = model.stages[cases[case].stage].starts_clock
            if clock != NONE and cases[case].enter == run.now:
                state.clocks[case, clock].due = FOREVER
""",
    ),
    mutant(
        "a clock keeps its time where it starts anew without a draw",
        "two flows",
        "            clock.due = FOREVER\n",
        "",
    ),
    mutant(
        "a clock that has just run out lets one join",
        "closing",
        "if deadline > now:",
        "if deadline >= now:",
    ),
    mutant(
        "a clock ends in the action of the stage where it started",
        "mixed",
        "model.continued[me.stage, clock.act]",
        "clock.act",
    ),
    mutant(
        "a fallback forgets the clocks",
        "fallback",
        "            stage = spec.then\n",
        "            stage = spec.then\n            state.clocks[case].due = FOREVER\n",
    ),
)

VISITS = (
    mutant(
        "one visit too many", "two flows", "if visit >= spec.visits:", "if visit > spec.visits:"
    ),
    mutant(
        "a fallback forgets the visits",
        "two flows",
        "            stage = spec.then\n",
        "            stage = spec.then\n            state.seen[case] = 0\n",
    ),
)

CALENDAR = (
    mutant(
        "one may join at closing",
        "fallback",
        "if t >= (sessions[k].end if early else sessions[k].late):",
        "if t > (sessions[k].end if early else sessions[k].late):",
    ),
    mutant(
        "one may join until the line is sent away",
        "calendar",
        "sessions[k].end if early else sessions[k].late",
        "sessions[k].late",
    ),
    mutant(
        "one may join before the first session",
        "closing",
        "    if k < first:\n        return NEVER\n",
        "    k = max(k, first)\n",
    ),
    mutant("the line is not sent away", "closing", "deadline = closes", "deadline = FOREVER"),
    mutant(
        "the hours of a home are those of the hall",
        "calendar",
        "hall = draws.home[case] if spec.is_home else draws.hall[case]",
        "hall = draws.hall[case]",
        times=2,
    ),
    mutant(
        "next_day is the same day",
        "two flows",
        "return openings[hall, day] + duration",
        "return max(day * DAY + openings[hall, 0] % DAY, t) + duration",
    ),
    mutant(
        "next_day counts from the evening before",
        "calendar",
        "    day = t // DAY\n",
        "    day = max(t - 1, 0) // DAY\n",
    ),
    mutant(
        "the open clock runs through lunch",
        "calendar",
        "if left <= end - begin:",
        "if left <= hours[last - 1].end - begin:",
    ),
    mutant(
        "work that fits exactly does not end at closing",
        "calendar",
        "if left <= end - begin:",
        "if left < end - begin:",
    ),
    mutant(
        "nothing to do ends at once, though the doors are shut",
        "calendar",
        "    if clock == OPEN:\n",
        "    if clock == OPEN and duration > 0:\n",
    ),
)

LISTS = (
    mutant(
        "of two entries below, the later comes up",
        "mixed",
        "heap[child + 1].time < heap[child].time",
        "heap[child + 1].time > heap[child].time",
    ),
    mutant(
        "a new entry stays at the heap's end",
        "mixed",
        "if heap[up].time <= time:",
        "if True:",
    ),
    mutant(
        "who joins a line last is not at its end",
        "ties",
        "        entry.tail = case\n",
        "        pass\n",
    ),
    mutant(
        "who leaves from the end of a line is still there",
        "one clerk",
        "        lines[line].tail = first\n",
        "        pass\n",
    ),
    mutant(
        "one priority is passed over",
        "mixed",
        "line = cases[case].line + 1",
        "line = cases[case].line + 2",
    ),
    mutant(
        "who leaves a line with room is still counted",
        "room",
        "    queues[queue].count -= 1\n",
        "",
    ),
    mutant(
        "the end of a wait is not counted",
        "mixed",
        "count_waiting(state.waits[stage], -1, run.now)",
        "pass",
    ),
)

MUTANTS = (
    INSTANT + UNITS + RESERVERS + AT_ONCE + ORDER + ROOM + DEADLINES + VISITS + CALENDAR + LISTS
)

EQUIVALENT = (
    # The clock then stops where nothing is due: nothing is dirty and nobody has joined, so neither
    # the pass nor the judging does anything; and where the run ends is not before it: `end` is the
    # later of `drain_from` and the instant at which the last measured case ended.
    mutant(
        "stale entries are dropped when their time has come",
        "",
        "    while run.due > 0 and state.cases[heap[0].case].due != heap[0].time:\n",
        "    while False:\n",
    ),
    # A pass finds the only newcomer and everything free, and does the same.
    mutant(
        "nobody is granted what it misses before the pass",
        "",
        "if not takes_at_once(model, draws, state, case, wanted & ~has):",
        "if True:",
    ),
    # Who was blocked in the last pass and whose pools have not changed since is blocked still.
    mutant(
        "every line is looked at in every pass",
        "",
        "    if run.reservers > 0:\n",
        "    if True:\n",
    ),
    # A set that is not free stays so for the rest of the pass, and `set_aside` that did nothing for
    # one does nothing for the next: whoever else misses that set is passed over one by one.
    mutant(
        "a blocked line is walked to its end",
        "",
        "                following = NONE\n",
        "                pass\n",
    ),
)

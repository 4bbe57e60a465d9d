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
                    if cases[case].line != NIL:
                        give_up_line(model, state, case)
""",
        """
                    if cases[case].line != NIL:
                        if run.dirty > 0:
                            grant_pass(model, draws, state)
                        if cases[case].line == NIL:
                            continue
                        give_up_line(model, state, case)
""",
    ),
    mutant(
        "only one pass in an instant",
        "ties",
        "        if run.instant > 0:\n            continue\n",
        "",
    ),
    Mutant(
        "what is due at the end itself happens",
        "ties",
        (
            Change("run.change, needs.end)", "run.change)"),
            Change("if following >= needs.end:", "if following > needs.end:"),
        ),
    ),
    mutant(
        "never done before the end",
        "mixed",
        "run.still_measured == 0 and following > max(needs.drain_from, run.now)",
        "False",
    ),
    mutant(
        "done before the drain begins",
        "mixed",
        "run.still_measured == 0 and following > max(needs.drain_from, run.now)",
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
        "    pool.capacity = change.units\n    mark_pool(",
        "    pool.capacity = change.units\n    False and mark_pool(",
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
        "    while place != NIL:\n        mark(",
        "    if place != NIL:\n        mark(",
    ),
    mutant(
        "the mask is ignored in what a grant gives",
        "mixed",
        ".held |= model.stages[cases[case].stage].holds & cases[case].mask",
        ".held |= model.stages[cases[case].stage].holds",
    ),
    mutant(
        "the mask is ignored in what a case misses",
        "mixed",
        "wanted = spec.holds & me.mask",
        "wanted = spec.holds",
    ),
    mutant(
        "a kept unit is released",
        "mixed",
        """
        if has & ~wanted:
            give_back(model, state, me, has & ~wanted)
""",
        """
        if has:
            give_back(model, state, me, has)
            has = 0
""",
    ),
    mutant(
        "a unit comes back to the other hall",
        "mixed",
        """
            pool = model.pool_at[kind, me.home if model.kind_is_home[kind] else me.hall]
            state.pools[pool].free += 1
""",
        """
            pool = model.pool_at[kind, me.hall if model.kind_is_home[kind] else me.home]
            state.pools[pool].free += 1
""",
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
        "following = next_in_class(cases, state.lines, classes, number, case, bits)",
        "pass",
    ),
)

RESERVERS = (
    mutant(
        "only the first reserver of all sets aside",
        "reservers",
        """
        if is_granted or (
            classes[number].reserves and set_aside(pools, state.class_pool, count, number)
        ):
""",
        """
        if not is_granted and classes[number].reserves and run.at != run.now + 1:
            set_aside(pools, state.class_pool, count, number)
            run.at = run.now + 1
        if is_granted:
""",
    ),
    mutant(
        "only the first reserver of a set sets aside",
        "reservers",
        """
        if is_granted or (
            classes[number].reserves and set_aside(pools, state.class_pool, count, number)
        ):
""",
        """
        if not is_granted and classes[number].reserves:
            set_aside(pools, state.class_pool, count, number)
        if is_granted:
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
        "who is behind a granted reserver sets nothing aside",
        "reservers",
        "if is_used_up and not classes[number].reserves:",
        "if is_used_up:",
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
        "if run.dirty > 0 or run.newcomers > 0 or",
        "if run.newcomers > 0 or",
    ),
    mutant(
        "one takes what is set aside, having just come",
        "mixed",
        "run.newcomers > 0 or run.reservers > 0 or",
        "run.newcomers > 0 or",
    ),
    mutant(
        "one goes before those who are to be judged",
        "judged",
        "if run.dirty > 0 or run.newcomers > 0 or",
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
        " and heap[0].time != run.now and run.change",
        " and run.change",
    ),
    mutant(
        "one goes before those who come at the same instant",
        "judged",
        "return run.arrival != run.now and heap",
        "return heap",
    ),
    mutant(
        "one takes a unit that goes at the same instant",
        "mixed",
        "heap[0].time != run.now and run.change != run.now",
        "heap[0].time != run.now",
    ),
    mutant(
        "one takes what is not free, having just come",
        "mixed",
        "if pools[pool].free <= 0:",
        "if False:",
    ),
    mutant(
        "the pass does not see who finds all free but is not alone",
        "mixed",
        "    if may_take:\n        mark(",
        "    if False:\n        mark(",
    ),
)

ORDER = (
    mutant(
        "priority is ignored",
        "mixed",
        "line = state.classes[number].line + model.priority[me.group, me.stage]",
        "line = state.classes[number].line",
    ),
    mutant(
        "priority is the same in all groups",
        "mixed",
        "model.priority[me.group, me.stage]",
        "model.priority[0, me.stage]",
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
        "me.ticket if spec.by_ticket else run.now",
        "run.now",
    ),
    mutant(
        "every line goes by ticket",
        "fallback",
        "me.ticket if spec.by_ticket else run.now",
        "me.ticket",
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
        "    return one.number < other.number\n",
        "    return one.number > other.number\n",
    ),
    Mutant(
        "a tie within a set goes to the later case number",
        "ties",
        (
            Change("behind.order == time and behind.number < number", "False"),
            Change("ahead.order == time and ahead.number > number", "ahead.order == time"),
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
            give_up_line(model, state, case)
            cases[case].act = model.stages[cases[case].stage].balk
""",
        """
            cases[case].act = model.stages[cases[case].stage].balk
    for i in range(size):
        case = newcomers[i]
        if cases[case].act == model.stages[cases[case].stage].balk:
            give_up_line(model, state, case)
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
        if run.newcomers > 0:
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
        "queue = spec.queue + (me.home if spec.is_home else me.hall)",
        "queue = spec.queue + me.hall",
        times=3,
    ),
    mutant(
        "lines of all halls are one",
        "judged",
        "queue = spec.queue + (me.home if spec.is_home else me.hall)",
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
        "if spec.starts_clock != NIL:",
        "if spec.starts_clock != NIL and wanted & ~has:",
    ),
    mutant(
        "a clock starts only where one has to wait",
        "one clerk",
        "            leave_line(model, state, case)\n",
        """\
            leave_line(model, state, case)
            clock = model.stages[cases[case].stage].starts_clock
            if clock != NIL and cases[case].order == run.now:
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
        "is_late = deadline <= now",
        "is_late = deadline < now",
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
        "hall = me.home if spec.is_home else me.hall",
        "hall = me.hall",
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
        "child += heap[child + 1].time < heap[child].time",
        "child += child + 1 < n and heap[child + 1].time > heap[child].time",
    ),
    mutant(
        "an entry that is due sooner now stays where it is",
        "mixed",
        "        rise(heap, cases, i, time, case)\n    elif",
        "        heap[i].time = time\n    elif",
    ),
    mutant(
        "an entry that is due later now stays where it is",
        "mixed",
        "        sink(heap, cases, run.due, i, time, case)\n",
        "        heap[i].time = time\n",
    ),
    mutant(
        "something stays due for who has ended",
        "instants",
        "if me.spot != NIL:",
        "if False:",
    ),
    mutant(
        "something stays due for who waits without end",
        "mixed",
        "        if i != NIL:\n            forget",
        "        if False:\n            forget",
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
        "        lines[line].tail = first if first == NIL else case\n",
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
        "count_waiting(state.waits[me.stage], -1, run.now)",
        "pass",
    ),
)

MUTANTS = (
    INSTANT + UNITS + RESERVERS + AT_ONCE + ORDER + ROOM + DEADLINES + VISITS + CALENDAR + LISTS
)

EQUIVALENT = (
    # A pass finds the only newcomer and everything free, and does the same.
    mutant(
        "nobody is granted what it misses before the pass",
        "",
        "if not (may_take and is_alone(run, state.heap)):",
        "if True:",
    ),
    # It is blocked in a pass unless a unit comes free, and then it is looked at for that.
    mutant(
        "the pass looks at who lacks something and has just come",
        "",
        "    if may_take:\n        mark(",
        "    if True:\n        mark(",
    ),
    # Who was blocked in the last pass and whose pools have not changed since is blocked still.
    mutant(
        "every line is looked at in every pass",
        "",
        "    if run.reservers > 0:\n",
        "    if True:\n",
    ),
    # Its next would be found blocked, and nobody of it sets aside.
    mutant(
        "a set that a grant has used up is looked at once more",
        "",
        "if is_used_up and not classes[number].reserves:",
        "if False:",
    ),
    # A set that is not free stays so for the rest of the pass, and `set_aside` that did nothing for
    # one does nothing for the next: whoever else misses that set is passed over one by one.
    mutant(
        "a blocked line is walked to its end",
        "",
        """
        if is_granted or (
            classes[number].reserves and set_aside(pools, state.class_pool, count, number)
        ):
""",
        """
        if classes[number].reserves and not is_granted:
            set_aside(pools, state.class_pool, count, number)
        if True:
""",
    ),
)

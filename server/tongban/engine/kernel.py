"""The compiled engine: the semantics of ``simpy_engine`` as one loop over integer arrays.

Nothing here knows a model: every rule is read from the tables. All arrays are made by the
caller (``compiled``), since making them here would cost seconds of compilation, and all state
lies in them, so that the loop can stop for more room and go on where it was.

How it is laid out:
- **Events.** A case has at most one thing due: the end of its handling or of its patience.
  `due` holds the time; a heap entry whose time is no longer the case's is stale and dropped.
- **Lines.** Waiting cases hang in lists by the set of pools they miss (a *class*) and by
  priority, linked both ways through `before` and `after`, in line order. A list is entered
  from both ends at once, so that it costs little to join near either.
- **Instants.** Everything due at `now` is taken first; then one grant pass; then, if that made
  something due now, again (the instant rule).
"""

# Compiled functions carry no annotations: their types are those of the arrays in ``layout``.
# They use plain loops on purpose.

from __future__ import annotations

from ..flow import CLOCKS, NONE
from ..jit import jit, part
from ..records import NEVER
from ..scenario import FOREVER

__all__ = ["DONE", "MORE_ROWS", "NO_DRAW", "SPINS", "count_rows", "simulate", "write_rows"]

DONE, MORE_ROWS, NO_DRAW, SPINS = range(4)
"""What ``simulate`` ends with: the run is over; call again with an empty set of rows; the
workload has no draw for case `run.at`; case `run.at` moves for ever at one instant."""

DAY = 86_400_000_000
OPEN, NEXT_DAY = CLOCKS.index("open"), CLOCKS.index("next_day")


# --- what is due ----------------------------------------------------------------------------


@part
def sift(heap, n, i, time, case):
    """Put an entry in at i or below, in a heap of n."""
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        if child + 1 < n and heap[child + 1].time < heap[child].time:
            child += 1
        if heap[child].time >= time:
            break
        heap[i] = heap[child]
        i = child
    heap[i].time = time
    heap[i].case = case


@part
def drop_first(heap, run):
    """Take the first entry off the heap."""
    n = run.due - 1
    run.due = n
    if n > 0:
        sift(heap, n, 0, heap[n].time, heap[n].case)


@part
def watch(heap, run, cases, case):
    """Mind the time at which something is due for a case."""
    time = cases[case].due
    if run.due == len(heap):
        drop_stale(heap, run, cases)
    i = run.due
    run.due = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if heap[up].time <= time:
            break
        heap[i] = heap[up]
        i = up
    heap[i].time = time
    heap[i].case = case


@part
def drop_stale(heap, run, cases):
    """Take the entries off the heap whose case has moved on, and all but one of each case.

    A case has several of one time where it waited more than once for the same closing, or under
    the same clock.
    """
    kept = 0
    for i in range(run.due):
        time, case = heap[i].time, heap[i].case
        if cases[case].due == time:
            cases[case].due = ~time  # no time: its other entries are dropped
            heap[kept] = heap[i]
            kept += 1
    for i in range(kept):
        cases[heap[i].case].due = heap[i].time
    for i in range(kept // 2 - 1, -1, -1):
        sift(heap, kept, i, heap[i].time, heap[i].case)
    run.due = kept


@part
def next_due(model, draws, state):
    """The next time at which anything is due, or FOREVER."""
    run, heap, due = state.runs[0], state.heap, FOREVER
    if run.next_change < len(model.changes):
        due = model.changes[run.next_change].time
    if run.next_arrival < len(draws.arrivals):
        due = min(due, draws.need[draws.arrivals[run.next_arrival]])
    while run.due > 0 and state.cases[heap[0].case].due != heap[0].time:
        drop_first(heap, run)
    if run.due > 0:
        due = min(due, heap[0].time)
    return due


# --- the calendar ---------------------------------------------------------------------------


@part
def last_at_most(sessions, first, last, t):
    """The last of the sessions [first, last) that has begun by t, or first - 1."""
    while first < last:
        middle = (first + last) >> 1
        if sessions[middle].start <= t:
            first = middle + 1
        else:
            last = middle
    return first - 1


@part
def line_closes(halls, sessions, hall, t, early):
    """When the line session that t falls in turns people away, or NEVER outside of one."""
    first = halls[hall].line_first
    k = last_at_most(sessions, first, halls[hall].line_last, t)
    if k < first:
        return NEVER
    if t >= (sessions[k].end if early else sessions[k].late):
        return NEVER
    return sessions[k].late


@part
def finish(halls, hours, openings, clock, hall, t, duration):
    """When work of `duration` begun at t ends on a stage's clock; NEVER past the calendar."""
    if clock == OPEN:
        first, last = halls[hall].open_first, halls[hall].open_last
        left = duration
        for k in range(max(last_at_most(hours, first, last, t), first), last):
            begin, end = max(hours[k].start, t), hours[k].end
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        return NEVER
    if clock == NEXT_DAY:
        day = t // DAY
        if day >= openings.shape[1] or openings[hall, day] == FOREVER:
            return NEVER
        return openings[hall, day] + duration
    return t + duration


# --- lines ----------------------------------------------------------------------------------


@part
def stands_before(cases, ranks, a, b):
    """Whether case a stands before case b: by priority, order time, case number.

    ranks  the bits of a line's number that are the priority
    """
    one, other = cases[a], cases[b]
    if one.line & ranks != other.line & ranks:
        return one.line & ranks < other.line & ranks
    if one.order != other.order:
        return one.order < other.order
    return a < b


@part
def insert(cases, lines, line, case):
    """Put a case where it belongs in a line, looking from both ends at once."""
    entry, time = lines[line], cases[case].order
    back, front = entry.tail, entry.head
    first, last = NONE, NONE  # its neighbours
    while back != NONE:
        if cases[back].order < time or (cases[back].order == time and back < case):
            first, last = back, cases[back].after
            break
        if cases[front].order > time or (cases[front].order == time and front > case):
            first, last = cases[front].before, front
            break
        back, front = cases[back].before, cases[front].after
    cases[case].before, cases[case].after = first, last
    if first == NONE:
        entry.head = case
    else:
        cases[first].after = case
    if last == NONE:
        entry.tail = case
    else:
        cases[last].before = case


@part
def remove(cases, lines, line, case):
    """Take a case out of its line."""
    first, last = cases[case].before, cases[case].after
    if first == NONE:
        lines[line].head = last
    else:
        cases[first].after = last
    if last == NONE:
        lines[line].tail = first
    else:
        cases[last].before = first


@part
def insert_in_queue(cases, queues, queue, case, ranks):
    """Put a case where it belongs among those whom newcomers count, looking from the end."""
    first, last = queues[queue].tail, NONE
    while first != NONE and stands_before(cases, ranks, case, first):
        first, last = cases[first].room_before, first
    cases[case].room_before, cases[case].room_after = first, last
    if first == NONE:
        queues[queue].head = case
    else:
        cases[first].room_after = case
    if last == NONE:
        queues[queue].tail = case
    else:
        cases[last].room_before = case
    queues[queue].count += 1


@part
def remove_from_queue(cases, queues, queue, case):
    """Take a case out of the line that newcomers count."""
    first, last = cases[case].room_before, cases[case].room_after
    if first == NONE:
        queues[queue].head = last
    else:
        cases[first].room_after = last
    if last == NONE:
        queues[queue].tail = first
    else:
        cases[last].room_before = first
    queues[queue].count -= 1


@part
def count_waiting(wait, change, now):
    """Keep the time integral of the number waiting at a stage."""
    wait.total_us += wait.number * (now - wait.since)
    wait.number += change
    wait.since = now


@part
def mark(run, classes, dirty, number):
    """The next pass looks at a class, if anybody waits in it."""
    if classes[number].waiting > 0 and not classes[number].is_dirty:
        classes[number].is_dirty = True
        dirty[run.dirty] = number
        run.dirty += 1


@part
def mark_pool(run, pools, classes, links, dirty, pool):
    """The next pass looks at everyone who misses a unit of this pool."""
    place = pools[pool].first
    while place != NONE:
        mark(run, classes, dirty, links[place].number)
        place = links[place].next


@part
def next_in_class(cases, lines, number, case, bits):
    """The case behind one in its class, or the first of all; NONE at the end."""
    line = number << bits
    if case != NONE:
        if cases[case].after != NONE:
            return cases[case].after
        line = cases[case].line + 1
    while line < (number + 1) << bits:
        if lines[line].head != NONE:
            return lines[line].head
        line += 1
    return NONE


@part
def class_of(model, draws, state, stage, case, missing):
    """The class of those who miss these kinds, as this case does; a new one if need be."""
    run, wants, at = state.runs[0], model.wants, model.stages[stage].want_first
    while wants[at].kinds != missing:
        at += 1
    hall = draws.hall[case] if wants[at].by_hall else 0
    home = draws.home[case] if wants[at].by_home else 0
    number = state.class_at[wants[at].number, hall, home] - 1
    if number >= 0:
        return number
    number = run.classes
    run.classes += 1
    state.class_at[wants[at].number, hall, home] = number + 1
    state.classes[number].reserves = wants[at].reserves
    width, count = state.class_pool.shape[1], 0
    for kind in range(len(model.kind_is_home)):
        if missing >> kind & 1:
            pool = model.pool_at[kind, home if model.kind_is_home[kind] else hall]
            state.class_pool[number, count] = pool
            place = number * width + count
            state.links[place].number = number
            state.links[place].next = state.pools[pool].first
            state.pools[pool].first = place
            count += 1
    state.classes[number].pools = count
    return number


@part
def join_line(model, draws, state, case, missing):
    """A case begins to wait for what it misses at its stage."""
    run, cases = state.runs[0], state.cases
    stage = cases[case].stage
    spec = model.stages[stage]
    number = class_of(model, draws, state, stage, case, missing)
    line = number << model.rank_bits | model.priority[draws.group[case], stage]
    cases[case].line = line
    cases[case].order = cases[case].ticket if spec.by_ticket else run.now
    insert(cases, state.lines, line, case)
    state.classes[number].waiting += 1
    mark(run, state.classes, state.dirty, number)
    run.reservers += state.classes[number].reserves
    state.newcomers[run.newcomers] = case
    run.newcomers += 1
    count_waiting(state.waits[stage], 1, run.now)
    if spec.queue != NONE:
        queue = spec.queue + (draws.home[case] if spec.is_home else draws.hall[case])
        insert_in_queue(cases, state.queues, queue, case, (1 << model.rank_bits) - 1)


@part
def leave_line(model, draws, state, case):
    """A case waits no more; the class it waited in."""
    run, cases = state.runs[0], state.cases
    line, stage = cases[case].line, cases[case].stage
    number = line >> model.rank_bits
    spec = model.stages[stage]
    if spec.queue != NONE:
        queue = spec.queue + (draws.home[case] if spec.is_home else draws.hall[case])
        remove_from_queue(cases, state.queues, queue, case)
    remove(cases, state.lines, line, case)
    cases[case].line = NONE
    state.classes[number].waiting -= 1
    run.reservers -= state.classes[number].reserves
    count_waiting(state.waits[stage], -1, run.now)
    return number


@part
def give_up_line(model, draws, state, case):
    """A case leaves its line unserved; a reserver that goes frees what it set aside."""
    number = leave_line(model, draws, state, case)
    if state.classes[number].reserves:
        for i in range(state.classes[number].pools):
            pool = state.class_pool[number, i]
            mark_pool(state.runs[0], state.pools, state.classes, state.links, state.dirty, pool)


# --- the pass -------------------------------------------------------------------------------


@part
def is_blocked(pools, class_pool, count, number):
    """Whether a class misses a pool that has nothing left in this pass."""
    for i in range(count):  # noqa: SIM110
        if pools[class_pool[number, i]].left <= 0:
            return True
    return False


@part
def set_aside(pools, class_pool, count, number):
    """Whether a blocked reserver of a class sets anything aside, having done so."""
    for i in range(count):
        if pools[class_pool[number, i]].capacity <= 0:
            return False
    some = False
    for i in range(count):
        pool = class_pool[number, i]
        if pools[pool].left > 0:
            pools[pool].left -= 1
            some = True
    return some


@part
def begin_service(model, draws, state, case):
    """Whether a case that starts at its stage now is done at once; else its end is due."""
    run, me = state.runs[0], state.cases[case]
    spec = model.stages[me.stage]
    me.start = run.now
    me.act = draws.action[me.draw]
    hall = draws.home[case] if spec.is_home else draws.hall[case]
    done = finish(
        model.halls, model.hours, model.openings, spec.clock, hall, run.now, draws.duration[me.draw]
    )
    me.due = NEVER
    if done > run.now:
        me.due = done
        watch(state.heap, run, state.cases, case)
    return done == run.now


@part
def grant_pass(model, draws, state):
    """Walk the line once: each case whose whole missing set is free takes it, at once.

    A class whose set is not free is dropped: within a pass nothing becomes free. A blocked
    reserver sets aside, for the rest of the pass, one unit of each pool that has any left.
    """
    run, cases, pools, classes = state.runs[0], state.cases, state.pools, state.classes
    dirty, bits = state.dirty, model.rank_bits
    if run.reservers > 0:
        for number in range(run.classes):
            mark(run, classes, dirty, number)
    size = 0
    for i in range(run.dirty):
        number = dirty[i]
        classes[number].is_dirty = False
        first = next_in_class(cases, state.lines, number, NONE, bits)
        if first != NONE:
            classes[number].cursor = first
            dirty[size] = number
            size += 1
            for k in range(classes[number].pools):
                pool = state.class_pool[number, k]
                pools[pool].left = pools[pool].free
    run.dirty = 0
    while size > 0:
        best = 0
        for i in range(1, size):
            one, other = classes[dirty[i]].cursor, classes[dirty[best]].cursor
            if stands_before(cases, (1 << bits) - 1, one, other):
                best = i
        number = dirty[best]
        case, count = classes[number].cursor, classes[number].pools
        following = next_in_class(cases, state.lines, number, case, bits)
        if is_blocked(pools, state.class_pool, count, number):
            if not (classes[number].reserves and set_aside(pools, state.class_pool, count, number)):
                following = NONE
        else:
            for i in range(count):
                pools[state.class_pool[number, i]].free -= 1
                pools[state.class_pool[number, i]].left -= 1
            leave_line(model, draws, state, case)
            cases[case].held |= model.stages[cases[case].stage].holds & draws.mask[case]
            if begin_service(model, draws, state, case):
                state.instant[run.instant] = case
                run.instant += 1
        classes[number].cursor = following
        if following == NONE:
            size -= 1
            dirty[best] = dirty[size]


@part
def judge(model, draws, state):
    """Those who joined since the last pass and still wait: who finds too many ahead, balks.

    Judged in line order, so that one who balks is not ahead of the next; their moves come
    after, as events of the instant. Of the others the patience begins to be watched.
    """
    run, cases, newcomers = state.runs[0], state.cases, state.newcomers
    size = 0
    for i in range(run.newcomers):
        case = newcomers[i]
        if cases[case].line == NONE:
            continue
        if model.stages[cases[case].stage].balk == NONE:
            if cases[case].due != FOREVER:
                watch(state.heap, run, cases, case)
            continue
        at = size
        ranks = (1 << model.rank_bits) - 1
        while at > 0 and stands_before(cases, ranks, case, newcomers[at - 1]):
            newcomers[at] = newcomers[at - 1]
            at -= 1
        newcomers[at] = case
        size += 1
    run.newcomers = 0
    for i in range(size):
        case = newcomers[i]
        if finds_it_full(model, draws, state, case):
            give_up_line(model, draws, state, case)
            cases[case].act = model.stages[cases[case].stage].balk
            cases[case].due = NEVER
            state.instant[run.instant] = case
            run.instant += 1
        elif cases[case].due != FOREVER:
            watch(state.heap, run, cases, case)


@part
def finds_it_full(model, draws, state, case):
    """Whether at least as many stand before a case at its stage and hall as it has room for."""
    stage, source = state.cases[case].stage, draws.source[case]
    spec = model.stages[stage]
    visit = 0 if spec.loop == NONE else state.seen[case, spec.loop] - 1
    block = draws.blocks[source, stage, visit]
    if block.room == NONE:
        return False
    room = draws.room[block.room + state.cases[case].draw - block.service]
    queue = spec.queue + (draws.home[case] if spec.is_home else draws.hall[case])
    ahead = state.queues[queue].count - 1
    other = state.queues[queue].tail
    while other != case:
        ahead -= 1
        other = state.cases[other].room_before
    return ahead >= room


# --- a case's way ---------------------------------------------------------------------------


@part
def place_in_block(block, picked, number):
    """Which of a block's draws is that of a source's case, or NEVER if it has none."""
    if block.service == NONE:
        return NEVER
    if block.picked == NONE:
        return number
    first, last = block.picked, block.picked + block.count
    while first < last:
        middle = (first + last) >> 1
        if picked[middle] < number:
            first = middle + 1
        else:
            last = middle
    if first == block.picked + block.count or picked[first] != number:
        return NEVER
    return first - block.picked


@part
def deadline_at(model, draws, state, case, now, drawn):
    """Until when a case may wait where it is; not after now: it may not wait at all.

    The earliest of the line's closing, its own deadline and a continued clock; in a tie
    closing comes first, then its own. The action then is put down as the case's.
    """
    me = state.cases[case]
    spec = model.stages[me.stage]
    deadline = FOREVER
    if spec.closing != NONE:
        hall = draws.home[case] if spec.is_home else draws.hall[case]
        closes = line_closes(model.halls, model.sessions, hall, now, spec.closes_early)
        me.act = spec.closing
        if closes == NEVER:
            return now
        deadline = closes
    if drawn != NONE and draws.deadline[drawn] != FOREVER:
        own = now + draws.deadline[drawn]
        if own < deadline:
            deadline, me.act = own, draws.deadline_action[drawn]
    if spec.continues != NONE:
        clock = state.clocks[case, spec.continues]
        if clock.due < deadline:
            deadline, me.act = clock.due, model.continued[me.stage, clock.act]
    return deadline


@part
def give_back(model, draws, state, case, kinds):
    """The units of these kinds come free."""
    for kind in range(len(model.kind_is_home)):
        if kinds >> kind & 1:
            hall = draws.home[case] if model.kind_is_home[kind] else draws.hall[case]
            pool = model.pool_at[kind, hall]
            state.pools[pool].free += 1
            mark_pool(state.runs[0], state.pools, state.classes, state.links, state.dirty, pool)


@part
def takes_at_once(model, draws, state, case, missing):
    """Whether a case that would join a line is granted what it misses there and then.

    So it is if it is all that happens at this instant and finds everything free: the pass
    would see nobody but it, since whoever else waits was seen before and is blocked still.
    """
    run, pools = state.runs[0], state.pools
    if run.dirty > 0 or run.reservers > 0 or run.instant_done < run.instant:
        return False
    if run.due > 0 and state.heap[0].time == run.now:
        return False
    arrivals, changes = draws.arrivals, model.changes
    if run.next_arrival < len(arrivals) and draws.need[arrivals[run.next_arrival]] == run.now:
        return False
    if run.next_change < len(changes) and changes[run.next_change].time == run.now:
        return False
    for kind in range(len(model.kind_is_home)):
        if missing >> kind & 1:
            hall = draws.home[case] if model.kind_is_home[kind] else draws.hall[case]
            if pools[model.pool_at[kind, hall]].free <= 0:
                return False
    for kind in range(len(model.kind_is_home)):
        if missing >> kind & 1:
            hall = draws.home[case] if model.kind_is_home[kind] else draws.hall[case]
            pools[model.pool_at[kind, hall]].free -= 1
    state.cases[case].held |= missing
    return True


@part
def keep(run, rows, case, stage, enter, start, leave, action):
    """Write down a visit that has ended."""
    n = run.rows
    run.rows = n + 1
    if len(rows) > 0:
        row = rows[n]
        row.case, row.stage, row.action = case, stage, action
        row.enter, row.start, row.leave = enter, start, leave


@part
def move(model, draws, state, rows, case, stage):
    """A case enters a stage, and goes on until it waits, is handled for a while, or ends.

    DONE, or what went wrong.
    """
    run, me = state.runs[0], state.cases[case]
    now, source = run.now, draws.source[case]
    number = case - draws.source_first[source]
    too_many = run.rows + draws.most_rows
    me.due = NEVER
    while run.rows < too_many:
        spec = model.stages[stage]
        visit = 0
        if spec.loop != NONE:
            visit = state.seen[case, spec.loop]
            if visit >= spec.visits:
                stage = spec.exhausted
                spec = model.stages[stage]
        wanted = spec.holds & draws.mask[case]
        has = me.held
        if has & ~wanted:
            give_back(model, draws, state, case, has & ~wanted)
        me.held = has & wanted
        me.stage = stage
        if spec.is_final:
            keep(run, rows, case, stage, now, now, now, NEVER)
            stage = spec.then
            if stage == NONE:
                me.stage = NONE
                run.ended += 1
                run.still_measured -= draws.measured[case]
                return DONE
            continue
        if spec.loop != NONE:
            state.seen[case, spec.loop] = visit + 1
        me.enter, me.start = now, NEVER
        if visit >= draws.blocks.shape[2]:
            return NO_DRAW
        block = draws.blocks[source, stage, visit]
        place = place_in_block(block, draws.picked, number)
        if place == NEVER:
            return NO_DRAW
        me.draw = block.service + place
        drawn = NONE if block.wait == NONE else block.wait + place
        if spec.ticket:
            me.ticket = now
        if spec.starts_clock != NONE:
            clock = state.clocks[case, spec.starts_clock]
            clock.due = FOREVER
            if drawn != NONE and draws.deadline[drawn] != FOREVER:
                clock.due = now + draws.deadline[drawn]
                clock.act = draws.deadline_action[drawn]
        if wanted & ~has:
            deadline = deadline_at(model, draws, state, case, now, drawn)
            if deadline > now:
                if not takes_at_once(model, draws, state, case, wanted & ~has):
                    me.due = deadline
                    join_line(model, draws, state, case, wanted & ~has)
                    return DONE
                if not begin_service(model, draws, state, case):
                    return DONE
        elif not begin_service(model, draws, state, case):
            return DONE
        keep(run, rows, case, stage, now, me.start, now, me.act)
        stage = model.action_to[me.act]
    return SPINS


# --- the run --------------------------------------------------------------------------------


@jit
def simulate(model, draws, state, rows):
    """Run on until the end, or until the rows are full: see DONE and its like.

    rows  ROW; of length 0: visits are counted and not kept

    It may stop between any two events, since all that is still due stands in the state.
    """
    run, cases, heap, changes = state.runs[0], state.cases, state.heap, model.changes
    room = len(rows) - draws.most_rows - 1 if len(rows) > 0 else FOREVER
    while True:
        while True:
            if run.rows > room:
                return MORE_ROWS
            if run.instant_done < run.instant:
                case = state.instant[run.instant_done]
                run.instant_done += 1
            elif run.due > 0 and heap[0].time == run.now:
                case = heap[0].case
                drop_first(heap, run)
                if cases[case].due != run.now:
                    continue
                if cases[case].line != NONE:
                    give_up_line(model, draws, state, case)
            elif (
                run.next_arrival < len(draws.arrivals)
                and draws.need[draws.arrivals[run.next_arrival]] == run.now
            ):
                case = draws.arrivals[run.next_arrival]
                run.next_arrival += 1
                run.begun += 1
                cases[case].ticket = run.now
            elif run.next_change < len(changes) and changes[run.next_change].time == run.now:
                change = changes[run.next_change]
                run.next_change += 1
                pool = state.pools[change.pool]
                pool.free += change.units - pool.capacity
                pool.capacity = change.units
                mark_pool(run, state.pools, state.classes, state.links, state.dirty, change.pool)
                continue
            else:
                break
            me = cases[case]
            if me.stage == NONE:
                stage = draws.entry[case]
            else:
                keep(run, rows, case, me.stage, me.enter, me.start, run.now, me.act)
                stage = model.action_to[me.act]
            outcome = move(model, draws, state, rows, case, stage)
            if outcome != DONE:
                run.at = case
                return outcome
        run.instant = run.instant_done = 0
        if run.dirty > 0:
            grant_pass(model, draws, state)
        judge(model, draws, state)
        if run.instant > 0:
            continue
        following = min(next_due(model, draws, state), draws.end)
        if run.still_measured == 0 and following > max(draws.drain_from, run.now):
            run.end = max(run.now, draws.drain_from)
            break
        if following >= draws.end:
            run.end = draws.end
            break
        run.now = following
    for stage in range(len(state.waits)):
        count_waiting(state.waits[stage], 0, run.end)
    return DONE


@jit
def count_rows(rows, size, at):
    """Add to `at`, one place on, how many of these rows each case has."""
    for i in range(size):
        at[rows[i].case + 1] += 1


@jit
def write_rows(rows, size, at, case, stage, enter, start, leave, action):
    """Put rows where their case's come, each case's in the order in which they ended."""
    for i in range(size):
        row = rows[i]
        place = at[row.case]
        at[row.case] = place + 1
        case[place], stage[place], action[place] = row.case, row.stage, row.action
        enter[place], start[place], leave[place] = row.enter, row.start, row.leave

"""The compiled engine: the semantics of ``simpy_engine`` as one loop over integer arrays.

Nothing here knows a model: every rule is read from the tables. All arrays are made by the
caller (``compiled``), since making them here would cost seconds of compilation, and all state
lies in them, so that the loop can stop for more room and go on where it was.

How it is laid out:
- **Cases.** A case has a row of `cases` while it is there, and the number of that row is what
  stands for it in all lists: few are there at a time, so that their rows stay close at hand.
- **Events.** A case has at most one thing due: the end of its handling or of its patience. It
  has at most one entry in the heap and knows where, so that another time only moves the entry.
- **Lines.** Waiting cases hang in lists by the set of pools they miss (a *class*) and by
  priority, linked both ways through `before` and `after`, in line order. A list is entered
  from both ends at once, so that it costs little to join near either.
- **Instants.** Everything due at `now` is taken first; then one grant pass; then, if that made
  something due now, again (the instant rule).
"""

# Compiled functions carry no annotations: their types are those of the arrays in ``layout``.
# They use plain loops on purpose.

from __future__ import annotations

from ..flow import CLOCKS
from ..jit import jit, part
from ..records import NEVER
from ..scenario import FOREVER
from .layout import NIL, NO_END

__all__ = ["DONE", "MORE_ROWS", "NO_DRAW", "SPINS", "fill_rows", "simulate", "write_rows"]

DONE, MORE_ROWS, NO_DRAW, SPINS = range(4)
"""What ``simulate`` ends with: the run is over; call again with an empty set of rows; the
workload has no draw for case `run.at`; case `run.at` moves for ever at one instant."""

DAY = 86_400_000_000
OPEN, NEXT_DAY = CLOCKS.index("open"), CLOCKS.index("next_day")


# --- what is due ----------------------------------------------------------------------------


@part
def put(heap, cases, i, time, case):
    """Write an entry at i."""
    heap[i].time = time
    heap[i].case = case
    cases[case].spot = i


@part
def rise(heap, cases, i, time, case):
    """Put an entry in at i or above."""
    while i > 0:
        up = (i - 1) >> 1
        if heap[up].time <= time:
            break
        put(heap, cases, i, heap[up].time, heap[up].case)
        i = up
    put(heap, cases, i, time, case)


@part
def sink(heap, cases, n, i, time, case):
    """Put an entry in at i or below, in a heap of n."""
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        child += heap[child + 1].time < heap[child].time  # at n stands FOREVER
        if heap[child].time >= time:
            break
        put(heap, cases, i, heap[child].time, heap[child].case)
        i = child
    put(heap, cases, i, time, case)


@part
def watch(run, heap, cases, case, time):
    """From now on this is when something is due for a case; FOREVER: nothing is."""
    i = cases[case].spot
    if time == FOREVER:
        if i != NIL:
            forget(run, heap, cases, case)
    elif i == NIL:
        n = run.due
        run.due = n + 1
        heap[n + 1].time = FOREVER
        rise(heap, cases, n, time, case)
    elif time < heap[i].time:
        rise(heap, cases, i, time, case)
    elif time > heap[i].time:
        sink(heap, cases, run.due, i, time, case)


@part
def forget(run, heap, cases, case):
    """Nothing is due for a case any more."""
    i = cases[case].spot
    cases[case].spot = NIL
    n = run.due - 1
    run.due = n
    time, last = heap[n].time, heap[n].case
    heap[n].time = FOREVER
    if i < n:
        if time < heap[i].time:
            rise(heap, cases, i, time, last)
        else:
            sink(heap, cases, run.due, i, time, last)


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
    return one.number < other.number


@part
def insert(cases, lines, line, case):
    """Put a case where it belongs in a line, looking from both ends at once."""
    entry, time, number = lines[line], cases[case].order, cases[case].number
    back, front = entry.tail, entry.head
    first, last = NIL, NIL  # its neighbours
    while back != NIL:
        behind, ahead = cases[back], cases[front]
        if behind.order < time or (behind.order == time and behind.number < number):
            first, last = back, behind.after
            break
        if ahead.order > time or (ahead.order == time and ahead.number > number):
            first, last = ahead.before, front
            break
        back, front = behind.before, ahead.after
    cases[case].before, cases[case].after = first, last
    if first == NIL:
        entry.head = case
    else:
        cases[first].after = case
    if last == NIL:
        entry.tail = case
    else:
        cases[last].before = case


@part
def remove(cases, lines, line, case):
    """Take a case out of its line."""
    first, last = cases[case].before, cases[case].after
    if first == NIL:
        lines[line].head = last
    else:
        cases[first].after = last
    if last == NIL:
        lines[line].tail = first
    else:
        cases[last].before = first


@part
def insert_in_queue(cases, queues, queue, case, ranks):
    """Put a case where it belongs among those whom newcomers count, looking from the end."""
    first, last = queues[queue].tail, NIL
    while first != NIL and stands_before(cases, ranks, case, first):
        first, last = cases[first].room_before, first
    cases[case].room_before, cases[case].room_after = first, last
    if first == NIL:
        queues[queue].head = case
    else:
        cases[first].room_after = case
    if last == NIL:
        queues[queue].tail = case
    else:
        cases[last].room_before = case
    queues[queue].count += 1


@part
def remove_from_queue(cases, queues, queue, case):
    """Take a case out of the line that newcomers count."""
    first, last = cases[case].room_before, cases[case].room_after
    if first == NIL:
        queues[queue].head = last
    else:
        cases[first].room_after = last
    if last == NIL:
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
    while place != NIL:
        mark(run, classes, dirty, links[place].number)
        place = links[place].next


@part
def next_in_class(cases, lines, classes, number, case, bits):
    """The case behind one in its class, or the first of all; NIL at the end."""
    line = classes[number].line
    end = line + (1 << bits)
    if case != NIL:
        if cases[case].after != NIL:
            return cases[case].after
        line = cases[case].line + 1
    while line < end:
        if lines[line].head != NIL:
            return lines[line].head
        line += 1
    return NIL


@part
def class_of(model, state, me, missing):
    """The class of those who miss these kinds, as this case does; a new one if need be."""
    run, wants, at = state.runs[0], model.wants, model.stages[me.stage].want_first
    while wants[at].kinds != missing:
        at += 1
    hall = me.hall if wants[at].by_hall else 0
    home = me.home if wants[at].by_home else 0
    number = state.class_at[wants[at].number, hall, home]
    if number != NIL:
        return number
    number = run.classes
    run.classes += 1
    state.class_at[wants[at].number, hall, home] = number
    state.classes[number].line = number << model.rank_bits
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
def join_line(model, state, case, missing, may_take):
    """A case begins to wait for what it misses at its stage.

    may_take  all of it is free: the next pass looks at the case; else once some comes free
    """
    run, me = state.runs[0], state.cases[case]
    spec = model.stages[me.stage]
    number = class_of(model, state, me, missing)
    line = state.classes[number].line + model.priority[me.group, me.stage]
    me.line = line
    me.order = me.ticket if spec.by_ticket else run.now
    insert(state.cases, state.lines, line, case)
    state.classes[number].waiting += 1
    if may_take:
        mark(run, state.classes, state.dirty, number)
    run.reservers += state.classes[number].reserves
    count_waiting(state.waits[me.stage], 1, run.now)
    if spec.queue != NIL:
        queue = spec.queue + (me.home if spec.is_home else me.hall)
        insert_in_queue(state.cases, state.queues, queue, case, (1 << model.rank_bits) - 1)
        state.newcomers[run.newcomers] = case
        run.newcomers += 1


@part
def leave_line(model, state, case):
    """A case waits no more; the class it waited in."""
    run, me = state.runs[0], state.cases[case]
    number = me.line >> model.rank_bits
    spec = model.stages[me.stage]
    if spec.queue != NIL:
        queue = spec.queue + (me.home if spec.is_home else me.hall)
        remove_from_queue(state.cases, state.queues, queue, case)
    remove(state.cases, state.lines, me.line, case)
    me.line = NIL
    state.classes[number].waiting -= 1
    run.reservers -= state.classes[number].reserves
    count_waiting(state.waits[me.stage], -1, run.now)
    return number


@part
def give_up_line(model, state, case):
    """A case leaves its line unserved; a reserver that goes frees what it set aside."""
    number = leave_line(model, state, case)
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
    hall = me.home if spec.is_home else me.hall
    done = finish(
        model.halls, model.hours, model.openings, spec.clock, hall, run.now, draws.duration[me.draw]
    )
    if done == run.now:
        return True
    watch(run, state.heap, state.cases, case, FOREVER if done == NEVER else done)
    return False


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
        first = next_in_class(cases, state.lines, classes, number, NIL, bits)
        if first != NIL:
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
        is_granted = not is_blocked(pools, state.class_pool, count, number)
        following = NIL
        if is_granted or (
            classes[number].reserves and set_aside(pools, state.class_pool, count, number)
        ):
            following = next_in_class(cases, state.lines, classes, number, case, bits)
        if is_granted:
            is_used_up = False
            for i in range(count):
                pool = pools[state.class_pool[number, i]]
                pool.free -= 1
                pool.left -= 1
                is_used_up |= pool.left <= 0
            if is_used_up and not classes[number].reserves:
                following = NIL  # nobody else of the class is granted in this pass
            leave_line(model, state, case)
            cases[case].held |= model.stages[cases[case].stage].holds & cases[case].mask
            if begin_service(model, draws, state, case):
                state.instant[run.instant] = case
                run.instant += 1
        classes[number].cursor = following
        if following == NIL:
            size -= 1
            dirty[best] = dirty[size]


@part
def judge(model, draws, state):
    """Those who joined a line with room since the last pass: who finds too many ahead, balks.

    Judged in line order, so that one who balks is not ahead of the next; their moves come
    after, as events of the instant.
    """
    run, cases, newcomers = state.runs[0], state.cases, state.newcomers
    size, ranks = 0, (1 << model.rank_bits) - 1
    for i in range(run.newcomers):
        case = newcomers[i]
        if cases[case].line == NIL:
            continue
        at = size
        while at > 0 and stands_before(cases, ranks, case, newcomers[at - 1]):
            newcomers[at] = newcomers[at - 1]
            at -= 1
        newcomers[at] = case
        size += 1
    run.newcomers = 0
    for i in range(size):
        case = newcomers[i]
        if finds_it_full(model, draws, state, case):
            give_up_line(model, state, case)
            cases[case].act = model.stages[cases[case].stage].balk
            state.instant[run.instant] = case
            run.instant += 1


@part
def finds_it_full(model, draws, state, case):
    """Whether at least as many stand before a case at its stage and hall as it has room for."""
    me = state.cases[case]
    spec = model.stages[me.stage]
    visit = 0 if spec.loop == NIL else state.seen[case, spec.loop] - 1
    block = draws.blocks[me.source, me.stage, visit]
    if block.room == NIL:
        return False
    room = draws.room[block.room + (me.draw - block.service)]
    queue = spec.queue + (me.home if spec.is_home else me.hall)
    ahead = state.queues[queue].count - 1
    other = state.queues[queue].tail
    while other != case:
        ahead -= 1
        other = state.cases[other].room_before
    return ahead >= room


# --- a case's way ---------------------------------------------------------------------------


@part
def arrive(needs, state):
    """The next case, given a row of its own."""
    run = state.runs[0]
    number = needs.order[run.next_arrival]
    run.next_arrival += 1
    run.arrival = FOREVER
    if run.next_arrival < len(needs.order):
        run.arrival = needs.time[needs.order[run.next_arrival]]
    run.begun += 1
    case = run.vacant
    if case == NIL:
        case = run.places
        run.places += 1
    else:
        run.vacant = state.cases[case].after
    me = state.cases[case]
    me.mask, me.held, me.ticket = needs.mask[number], 0, run.now
    me.number, me.source = number, needs.source[number]
    me.nth = number - needs.source_first[me.source]
    me.group, me.hall, me.home = needs.group[number], needs.hall[number], needs.home[number]
    me.spot, me.line, me.visits = NIL, NIL, 0
    for loop in range(state.seen.shape[1]):
        state.seen[case, loop] = 0
    for clock in range(state.clocks.shape[1]):
        state.clocks[case, clock].due = FOREVER
    return case


@part
def depart(run, needs, state, case):
    """A case has ended, in the final stage where it is; its row is free."""
    me = state.cases[case]
    if me.spot != NIL:
        forget(run, state.heap, state.cases, case)
    run.ended += 1
    run.still_measured -= needs.measured[me.number]
    if len(state.visits) > 0:
        state.visits[me.number + 1] = me.visits + 1
        state.ends[me.number] = me.stage
    me.stage, me.after = NIL, run.vacant
    run.vacant = case


@part
def place_in_block(block, draws, state, me, stage, visit):
    """Which of a block's draws is that of a case, or NIL if it has none.

    Sought from where the last one of the same hall was found, since a hall's cases stand there
    in the order in which they come: the search does not get longer in a longer run.
    """
    if block.service == NIL:
        return NIL
    number, picked, first = me.nth, draws.picked, block.picked
    if block.count == NIL:
        return number
    low, step = state.near[me.source, stage, visit, me.hall], 1
    high = low + 1
    while low > 0 and picked[first + low] > number:
        high, low = low, low - step if low > step else 0
        step *= 2
    while high < block.count and picked[first + high] <= number:
        low, high = high, high + step
        step *= 2
    high = min(high, block.count)
    while high - low > 1:
        middle = (low + high) >> 1
        if picked[first + middle] <= number:
            low = middle
        else:
            high = middle
    state.near[me.source, stage, visit, me.hall] = low
    if low >= block.count or picked[first + low] != number:
        return NIL
    return low


@part
def deadline_at(model, draws, state, case, now, drawn):
    """Until when a case may wait where it is; not after now: it may not wait at all.

    The earliest of the line's closing, its own deadline and a continued clock; in a tie
    closing comes first, then its own. The action then is put down as the case's.
    """
    me = state.cases[case]
    spec = model.stages[me.stage]
    deadline = FOREVER
    if spec.closing != NIL:
        hall = me.home if spec.is_home else me.hall
        closes = line_closes(model.halls, model.sessions, hall, now, spec.closes_early)
        me.act = spec.closing
        if closes == NEVER:
            return now
        deadline = closes
    if drawn != NIL and draws.deadline[drawn] != FOREVER:
        own = now + draws.deadline[drawn]
        if own < deadline:
            deadline, me.act = own, draws.deadline_action[drawn]
    if spec.continues != NIL:
        clock = state.clocks[case, spec.continues]
        if clock.due < deadline:
            deadline, me.act = clock.due, model.continued[me.stage, clock.act]
    return deadline


@part
def give_back(model, state, me, kinds):
    """The units of these kinds come free."""
    for kind in range(len(model.kind_is_home)):
        if kinds >> kind & 1:
            pool = model.pool_at[kind, me.home if model.kind_is_home[kind] else me.hall]
            state.pools[pool].free += 1
            mark_pool(state.runs[0], state.pools, state.classes, state.links, state.dirty, pool)


@part
def is_free(model, pools, me, kinds):
    """Whether there is a free unit of each of these kinds."""
    for kind in range(len(model.kind_is_home)):
        if kinds >> kind & 1:
            pool = model.pool_at[kind, me.home if model.kind_is_home[kind] else me.hall]
            if pools[pool].free <= 0:
                return False
    return True


@part
def is_alone(run, heap):
    """Whether what happens now is all that happens at this instant, and nobody sets aside.

    Then the pass would see nobody but a case that finds free what it misses: whoever else
    waits was seen before and is blocked still.
    """
    if run.dirty > 0 or run.newcomers > 0 or run.reservers > 0 or run.instant_done < run.instant:
        return False
    return run.arrival != run.now and heap[0].time != run.now and run.change != run.now


@part
def take(model, pools, me, kinds):
    """A case is granted units of these kinds."""
    for kind in range(len(model.kind_is_home)):
        if kinds >> kind & 1:
            pool = model.pool_at[kind, me.home if model.kind_is_home[kind] else me.hall]
            pools[pool].free -= 1
    me.held |= kinds


@part
def keep(run, rows, me, leave):
    """Write down a visit that has ended."""
    n = run.rows
    run.rows = n + 1
    me.visits += 1
    if len(rows) > 0:
        row = rows[n]
        row.case, row.stage, row.action = me.number, me.stage, me.act
        row.start, row.leave = me.start, leave


@part
def move(model, needs, draws, state, rows, case, stage):
    """A case enters a stage, and goes on until it waits, is handled for a while, or ends.

    DONE, or what went wrong.
    """
    run, me = state.runs[0], state.cases[case]
    now = run.now
    too_many = run.rows + draws.most_rows
    while run.rows < too_many:
        spec = model.stages[stage]
        visit = 0
        if spec.loop != NIL:
            visit = state.seen[case, spec.loop]
            if visit >= spec.visits:
                stage = spec.exhausted
                spec = model.stages[stage]
        wanted = spec.holds & me.mask
        has = me.held
        if has & ~wanted:
            give_back(model, state, me, has & ~wanted)
        me.held = has & wanted
        me.stage = stage
        if spec.is_final:
            if spec.then == NIL:
                depart(run, needs, state, case)
                return DONE
            me.start, me.act = now, NEVER
            keep(run, rows, me, now)
            stage = spec.then
            continue
        if spec.loop != NIL:
            state.seen[case, spec.loop] = visit + 1
        me.start = NEVER
        if visit >= draws.blocks.shape[2]:
            return NO_DRAW
        block = draws.blocks[me.source, stage, visit]
        place = place_in_block(block, draws, state, me, stage, visit)
        if place == NIL:
            return NO_DRAW
        me.draw = block.service + place
        drawn = NIL if block.wait == NIL else block.wait + place
        if spec.ticket:
            me.ticket = now
        if spec.starts_clock != NIL:
            clock = state.clocks[case, spec.starts_clock]
            clock.due = FOREVER
            if drawn != NIL and draws.deadline[drawn] != FOREVER:
                clock.due = now + draws.deadline[drawn]
                clock.act = draws.deadline_action[drawn]
        missing = wanted & ~has
        is_late = False
        if missing:
            deadline = deadline_at(model, draws, state, case, now, drawn)
            is_late = deadline <= now
            if not is_late:
                may_take = is_free(model, state.pools, me, missing)
                if not (may_take and is_alone(run, state.heap)):
                    watch(run, state.heap, state.cases, case, deadline)
                    join_line(model, state, case, missing, may_take)
                    return DONE
                take(model, state.pools, me, missing)
        if not is_late and not begin_service(model, draws, state, case):
            return DONE
        keep(run, rows, me, now)
        stage = model.action_to[me.act]
    return SPINS


@part
def change_capacity(model, state):
    """As many units of a pool as are scheduled from now on."""
    run, change = state.runs[0], model.changes[state.runs[0].next_change]
    run.next_change += 1
    run.change = FOREVER
    if run.next_change < len(model.changes):
        run.change = model.changes[run.next_change].time
    pool = state.pools[change.pool]
    pool.free += change.units - pool.capacity
    pool.capacity = change.units
    mark_pool(run, state.pools, state.classes, state.links, state.dirty, change.pool)


# --- the run --------------------------------------------------------------------------------


@jit
def simulate(model, needs, draws, state, rows):
    """Run on until the end, or until the rows are full: see DONE and its like.

    rows  ROW; of length 0: visits are counted and not kept

    It may stop between any two events, since all that is still due stands in the state.
    """
    run, cases, heap = state.runs[0], state.cases, state.heap
    room = len(rows) - draws.most_rows - 1 if len(rows) > 0 else FOREVER
    while True:
        while True:
            if run.rows > room:
                return MORE_ROWS
            if run.arrival == run.now:
                case = arrive(needs, state)
                stage = needs.entry[cases[case].number]
            elif run.change == run.now:
                change_capacity(model, state)
                continue
            else:
                if run.instant_done < run.instant:
                    case = state.instant[run.instant_done]
                    run.instant_done += 1
                elif heap[0].time == run.now:
                    case = heap[0].case
                    forget(run, heap, cases, case)
                    if cases[case].line != NIL:
                        give_up_line(model, state, case)
                else:
                    break
                me = cases[case]
                keep(run, rows, me, run.now)
                stage = model.action_to[me.act]
            outcome = move(model, needs, draws, state, rows, case, stage)
            if outcome != DONE:
                run.at = case
                return outcome
        run.instant = run.instant_done = 0
        if run.dirty > 0:
            grant_pass(model, draws, state)
        if run.newcomers > 0:
            judge(model, draws, state)
        if run.instant > 0:
            continue
        following = min(run.arrival, heap[0].time, run.change, needs.end)
        if run.still_measured == 0 and following > max(needs.drain_from, run.now):
            run.end = max(run.now, needs.drain_from)
            break
        if following >= needs.end:
            run.end = needs.end
            break
        run.now = following
    for stage in range(len(state.waits)):
        count_waiting(state.waits[stage], 0, run.end)
    return DONE


@jit
def write_rows(rows, size, at, stage, start, leave, action):
    """Put rows where their case's come, each case's in the order in which they ended."""
    for i in range(size):
        row = rows[i]
        place = at[row.case]
        at[row.case] = place + 1
        stage[place], action[place] = row.stage, row.action
        start[place], leave[place] = row.start, row.leave


@jit
def fill_rows(need, ends, at, case, stage, enter, start, leave, action):
    """Add each case's end, say whose the rows are, and that each begins where the one before ends.

    ends  [N] the final stages, NO_END of those that have not ended
    at    [N] behind each case's last row but for that of its end
    """
    row = 0
    for number in range(len(need)):
        since = need[number]
        while row < at[number]:
            case[row], enter[row] = number, since
            since = leave[row]
            row += 1
        if ends[number] != NO_END:
            case[row], stage[row], action[row] = number, ends[number], NEVER
            enter[row] = start[row] = leave[row] = since
            row += 1

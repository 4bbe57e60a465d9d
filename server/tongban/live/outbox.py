"""What is owed to the regions' systems: each submission is sent until it has its answer.

The outbox holds nothing: what is pending stands in the case's own stream, and the same key makes
a region give the number it gave before. So it survives a crash of either side.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

from ..acceptance import (
    AcceptanceError,
    Accepted,
    Adapter,
    Outcome,
    Submission,
    SubmittedMaterial,
    Unavailable,
)
from ..errors import TongbanError
from ..session import CaseState, content_digest
from ..session.messages import Answer, Reason
from .logs import note
from .store import Store, StoreFailed

__all__ = ["Outbox"]

log = logging.getLogger(__name__)

Told = Callable[[str, Answer], Awaitable[None]]
FIRST_S, MOST_S = 1.0, 60.0
"""Between tries: doubling, each drawn evenly up to there."""


class Outbox:
    """Sends submissions by the adapters of the regions, one task each.

    region_of  place -> region
    """

    def __init__(
        self, store: Store, adapters: Mapping[str, Adapter], region_of: Mapping[str, str]
    ) -> None:
        self._store, self._adapters, self._region_of = store, adapters, region_of
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def send(self, state: CaseState, key: str, told: Told) -> None:
        """See to it that a case's submission is answered; nothing new if that is under way."""
        if key in self._tasks:
            return
        task = asyncio.create_task(self._until_answered(state, key, told))
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._tasks.pop(key, None))

    async def stop(self) -> None:
        """Nothing more is sent; what is pending is sent after the next start."""
        for task in list(self._tasks.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _until_answered(self, state: CaseState, key: str, told: Told) -> None:
        region = self._region_of[state.home]
        submission = submission_of(state, key, region)
        wait, began = FIRST_S, time.monotonic()
        for tries in count(1):
            about: dict[str, Any] = {"case": state.case, "region": region, "tries": tries}
            note(log, "submission_sent", **about)
            try:
                outcome = await self._adapters[region].submit(submission, self._contents(state))
                await told(state.case, answer_of(outcome))
                took = round((time.monotonic() - began) * 1e3, 1)
                kind = "accepted" if isinstance(outcome, Accepted) else outcome.kind
                note(log, "submission_answered", **about, ms=took, outcome=kind)
                return
            except Unavailable as error:
                note(log, "submission_waits", **about, error=error)
                wait = max(wait, error.retry_after_s or 0)
            except StoreFailed as error:
                note(log, "submission_waits", **about, error=error)
            except (TongbanError, ValueError):
                # Sending the same again cannot help: a person must look. After a restart, with
                # whatever was put right, it is tried once more.
                note(log, "submission_stuck", **about, failure=True)
                return
            await asyncio.sleep(random.uniform(0, wait))
            wait = min(2 * wait, MOST_S)

    def _contents(self, state: CaseState) -> Callable[[SubmittedMaterial], Awaitable[bytes]]:
        async def contents(material: SubmittedMaterial) -> bytes:
            found = await self._store.get_document(state.case, material.sha256)
            if found is None:
                raise AcceptanceError(
                    self._region_of[state.home], f"the document of {material.kind} is gone"
                )
            return found[0]

        return contents


def submission_of(state: CaseState, key: str, region: str) -> Submission:
    """A signed case as it goes to its region's system."""
    materials: list[dict[str, Any]] = [
        {
            "kind": name,
            "file_name": document.file_name,
            "media_type": document.media_type,
            "sha256": document.sha256,
            "size": document.size,
        }
        for name, document in state.materials.items()
    ]
    return Submission.model_validate(
        {
            "trace_id": state.case,
            "idempotency_key": key,
            "region": region,
            "item": state.item,
            "fields": {name: entry.value for name, entry in state.form.items() if entry.value},
            "materials": materials,
            "covers": content_digest(state),
        }
    )


def answer_of(outcome: Outcome) -> Answer:
    """What a region said, as the case's stream keeps it."""
    if isinstance(outcome, Accepted):
        return Answer(
            key=outcome.idempotency_key,
            case_number=outcome.case_number,
            accepted_at=outcome.accepted_at.isoformat(),
            promised_on=outcome.promised_on.isoformat(),
            statutory_days=outcome.statutory_days,
            rule_version=outcome.rule_version,
            printed=tuple((line.zh, line.en, line.value) for line in outcome.receipt),
        )
    return Answer(
        key=outcome.idempotency_key,
        reasons=tuple(
            Reason(about=reason.about, zh=reason.zh, en=reason.en) for reason in outcome.reasons
        ),
        is_final=outcome.kind == "not_accepted",
    )

"""The receipt of a case, from its stream: what the region said and what it was said of."""

from __future__ import annotations

from aiohttp import web

from ..acceptance import Accepted, JudgedMaterial, Receipt, ReceiptLine, render_receipt
from ..flow import Language
from ..scenario import Catalogue
from .places import Places
from .rooms import Room

__all__ = ["receipt_of"]


def receipt_of(
    room: Room, catalogue: Catalogue, places: Places, language: Language, *, masked: bool
) -> str:
    """The page; 404 while the region has given no number."""
    state = room.state
    answer = state.submission.answer if state.submission else None
    if state.submission is None or answer is None or answer.case_number is None:
        raise web.HTTPNotFound(text="the case has not been accepted")
    accepted = Accepted.model_validate(
        {
            "region": places.region_of[state.home],
            "idempotency_key": answer.key,
            "case_number": answer.case_number,
            "accepted_at": answer.accepted_at,
            "promised_on": answer.promised_on,
            "statutory_days": answer.statutory_days,
            "rule_version": answer.rule_version,
            "receipt": [ReceiptLine(zh=zh, en=en, value=value) for zh, en, value in answer.printed],
        }
    )
    receipt = Receipt(
        accepted=accepted,
        item=state.item,
        trace_id=state.case,
        fields={name: entry.value for name, entry in state.form.items()},
        materials=tuple(
            JudgedMaterial(
                kind=name,
                sha256=document.sha256,
                verdict=document.verdict or "open",
                reason=document.reason,
            )
            for name, document in state.materials.items()
        ),
        covers=state.submission.covers,
    )
    return render_receipt(receipt, catalogue, language, masked=masked)

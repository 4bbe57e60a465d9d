"""The home regions' acceptance systems: what is sent, what comes back, and an adapter a region.

The stand-ins are programs of their own (``python -m tongban.acceptance.shanghai``); nothing here
imports them, and they import no adapter.
"""

from collections.abc import Mapping

from ..errors import AcceptanceError, NotUnderstood, Unavailable
from .adapter import Adapter, HttpAdapter, Limits
from .adapters import AnhuiAdapter, JiangsuAdapter, ShanghaiAdapter, ZhejiangAdapter
from .breaker import Breaker
from .receipt import STYLE_HASH, JudgedMaterial, Receipt, render_receipt
from .submission import (
    Accepted,
    Contents,
    Outcome,
    Reason,
    ReceiptLine,
    Refused,
    Submission,
    SubmittedMaterial,
    outcomes,
)

ADAPTERS: Mapping[str, type[HttpAdapter]] = {
    kind.region: kind for kind in (ShanghaiAdapter, JiangsuAdapter, ZhejiangAdapter, AnhuiAdapter)
}
"""Region -> the adapter that speaks to its system."""

__all__ = [
    "ADAPTERS",
    "STYLE_HASH",
    "AcceptanceError",
    "Accepted",
    "Adapter",
    "AnhuiAdapter",
    "Breaker",
    "Contents",
    "HttpAdapter",
    "JiangsuAdapter",
    "JudgedMaterial",
    "Limits",
    "NotUnderstood",
    "Outcome",
    "Reason",
    "Receipt",
    "ReceiptLine",
    "Refused",
    "ShanghaiAdapter",
    "Submission",
    "SubmittedMaterial",
    "Unavailable",
    "ZhejiangAdapter",
    "outcomes",
    "render_receipt",
]

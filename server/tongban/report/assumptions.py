"""Inputs with their grades, and the difference they bear on, as a person reads them."""

from __future__ import annotations

import math
from typing import Any

from ..experiment import Estimate
from ..flow import Language, Text
from ..measures import MEASURES
from ..planning import Headline, Input, Screening, Sensitivity
from .values import cell_title, shown_amount
from .words import text

__all__ = [
    "GRADE_TITLES",
    "amount_text",
    "bare_amount",
    "estimate_document",
    "head_document",
    "how_made",
    "input_document",
    "places_of",
    "plain",
    "range_text",
    "setting_text",
]

GRADE_TITLES: dict[str, Text] = {
    "A": text("A 有来源", "A, with a source"),
    "K": text("K 常识（假设）", "K, general knowledge (assumption)"),
    "B": text("B 假设", "B, assumption"),
    "C": text("C 查而未得（假设）", "C, looked for and not found (assumption)"),
}


def places_of(found: Sensitivity | Screening, language: Language) -> dict[str, str]:
    """The words for what is compared."""
    h = found.headline
    measure = MEASURES[h.measure].title.of(language)
    return {
        "alternative": found.titles[h.alternative].of(language),
        "baseline": found.titles[h.baseline].of(language),
        "group": cell_title(h.group, found.group_titles, language),
        "measure": measure[:1].lower() + measure[1:],
    }


def amount_text(headline: Headline, found: Estimate, language: Language) -> str:
    """A difference of the headline measure with its unit."""
    return shown_amount(headline.measure, found.mean, found.half_width, language)


def bare_amount(headline: Headline, found: Estimate) -> str:
    """The same without its unit, for a table whose title has it."""
    return amount_text(headline, found, "en").rpartition(" ")[0]


def setting_text(each: Input, value: float) -> str:
    """A value, or ×factor."""
    return f"{'×' if each.scale == 'factor' else ''}{value:.3g}"


def range_text(each: Input) -> str:
    """A range, and the value given."""
    given = "" if each.scale == "factor" else f" ({each.base:.3g})"
    return f"{setting_text(each, each.low)}–{setting_text(each, each.high)}{given}"


def how_made(found: Sensitivity | Screening) -> dict[str, Any]:
    """How the figures were made."""
    return {
        "replications": found.replications,
        "seed": found.seed,
        "confidence": found.confidence,
    }


def input_document(each: Input, language: Language) -> dict[str, Any]:
    """An input with its grade as plain values."""
    return {
        "title": each.title.of(language),
        "grade": each.grade,
        "keys": list(each.keys),
        "given": [_as_json(value) for value in each.given],
        "scale": each.scale,
        "low": plain(each.low),
        "high": plain(each.high),
        "source": each.source,
        "reason": each.reason.of(language) if each.reason else None,
    }


def _as_json(value: Any) -> Any:
    """A value of a scenario file; dates as text."""
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value if isinstance(value, str | int | float) else str(value)


def head_document(found: Sensitivity | Screening, language: Language) -> dict[str, Any]:
    """What is compared, as plain values."""
    h = found.headline
    return {
        "title": found.title.of(language),
        "digest": found.digest,
        "seed": found.seed,
        "replications": found.replications,
        "confidence": found.confidence,
        "baseline": h.baseline,
        "alternative": h.alternative,
        "group": h.group,
        "measure": h.measure,
        "margin": h.margin,
        "assumed": h.assumed,
    }


def estimate_document(found: Estimate) -> dict[str, Any]:
    """An estimate as plain values."""
    return {"mean": plain(found.mean), "half_width": plain(found.half_width), "n": found.n}


def plain(value: float) -> float | None:
    """The value; None for what is no number."""
    return value if math.isfinite(value) else None

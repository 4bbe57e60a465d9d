"""A result as one JSON document, the same bytes for the same seed but for `run`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..experiment import Breakdown, Comparison, Estimate, Result, RunInfo
from ..flow import Language

__all__ = ["breakdown_document", "document", "run_document", "to_json"]

DIGITS = 10
"""Significant digits: enough for any use, few enough to be the same on every processor."""


def document(result: Result, language: Language = "en") -> dict[str, Any]:
    """The whole result as plain values; what is not a number becomes None."""
    return {
        "scenario": {
            "title": result.title.of(language),
            "question": result.question.of(language),
            "digest": result.digest,
        },
        "seed": result.seed,
        "replications": result.replications,
        "planned": result.planned,
        "confidence": result.confidence,
        "stopping": asdict(result.stopping) if result.stopping else None,
        "alternatives": {
            name: {
                "title": alternative.title.of(language),
                "channel": alternative.channel,
                "load": alternative.load,
                "groups": _tables(alternative.groups),
                "pools": _tables(alternative.pools),
            }
            for name, alternative in result.alternatives.items()
        },
        "comparisons": [_comparison(found) for found in result.comparisons],
        "warnings": [warning.of(language) for warning in result.warnings],
        "run": run_document(result.run),
    }


def breakdown_document(found: Breakdown, language: Language = "en") -> dict[str, Any]:
    """One channel's measures along every dimension as plain values."""
    return {
        "title": found.title.of(language),
        "digest": found.digest,
        "channel": found.channel,
        "load": found.load,
        "seed": found.seed,
        "replications": found.replications,
        "planned": found.planned,
        "confidence": found.confidence,
        "by": {name: _tables(cells) for name, cells in found.by.items()},
        "pools": _tables(found.pools),
        "pools_by_half_hour": {
            kind: _tables(cells) for kind, cells in found.pools_by_half_hour.items()
        },
        "warnings": [warning.of(language) for warning in found.warnings],
        "run": run_document(found.run),
    }


def to_json(plain: Mapping[str, Any]) -> str:
    """A document as text, keys in their order."""
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _tables(tables: Mapping[str, Mapping[str, Estimate]]) -> dict[str, dict[str, Any]]:
    return {
        cell: {
            measure: {
                "mean": _plain(estimate.mean),
                "half_width": _plain(estimate.half_width),
                "n": estimate.n,
            }
            for measure, estimate in estimates.items()
        }
        for cell, estimates in tables.items()
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "baseline": found.baseline,
        "alternative": found.alternative,
        "group": found.group,
        "measure": found.measure,
        "difference": _plain(found.difference),
        "half_width": _plain(found.half_width),
        "family": found.family,
        "verdict": found.verdict,
        "margin": found.margin,
        "needed": found.needed,
        "assumed": found.assumed,
    }


def run_document(run: RunInfo) -> dict[str, Any]:
    """How it was run, as plain values."""
    return {
        "engine": run.engine,
        "versions": dict(run.versions),
        "seconds": round(run.seconds, 3),
    }


def _plain(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None

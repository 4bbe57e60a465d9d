"""Break-even values of a factor as tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ..experiment import Estimate
from ..flow import Language
from ..measures import MEASURES
from ..planning import POOLED_LOADS, POOLED_SERVERS, BreakEven, BreakEvens, Crossing, Question
from .answer import Answer
from .assumptions import estimate_document
from .breakeven_words import BUDGETS, QUESTION_TITLES, VIOLATION_TITLES, WORDS
from .document import run_document
from .grid import Grid
from .values import cell_title, shown_amount, unit_title
from .words import say

__all__ = ["breakeven_answer"]


def breakeven_answer(found: BreakEvens, language: Language) -> Answer:
    """The break-even values as an answer."""
    return Answer(
        title=_word("title", language, title=found.title.of(language), factor=found.key),
        lead=(_lead(found, language), _cap(found, language)),
        grids=(_grid(found, language), _curve(found, language), _pooling(found, language)),
        notes=tuple(_notes(found, language)),
        document=_document(found, language),
        rows=tuple(_rows(found)),
    )


def _word(key: str, language: Language, **values: object) -> str:
    return WORDS[key].of(language).format(**values)


def _lead(found: BreakEvens, language: Language) -> str:
    told = [_sentence(found, each, language) for each in found.answers]
    return _word(
        "lead",
        language,
        alternative=found.titles[found.alternative].of(language),
        baseline=found.titles[found.baseline].of(language),
        factor=found.key,
        given=found.given,
        list=say("semicolon", language).join(told),
    )


def _sentence(found: BreakEvens, each: BreakEven, language: Language) -> str:
    question, equal = _title(found, each.question, language), each.equal
    if equal.at is None:
        span = {"low": found.low, "high": found.high}
        told = _word(equal.sign or "mixed", language, question=question, **span)
    else:
        interval = _interval(found, equal)
        told = _word("at", language, question=question, at=f"{equal.at:.2f}", interval=interval)
    return told + _margin_clause(each, language)


def _margin_clause(each: BreakEven, language: Language) -> str:
    if each.within is None:
        return ""
    margin = _amount(each, each.margin or 0.0, language)
    if each.within.at is not None:
        key = "up to" if each.points[-1][1].mean > each.within.threshold else "down to"
        return _word(key, language, margin=margin, at=f"{each.within.at:.2f}")
    inside = (each.within.sign == "below") == (each.within.threshold > 0)
    if each.within.sign == "mixed":
        return ""
    return _word("stays within" if inside else "beyond", language, margin=margin)


def _amount(each: BreakEven, value: float, language: Language) -> str:
    if each.unit == "share":
        return f"{100 * value:g} {say('points', language)}"
    return f"{value:g} {unit_title(each.unit, language)}"


def _interval(found: BreakEvens, crossing: Crossing) -> str:
    """Its ends, an open one with the range's own end and a bracket that says so."""
    low = f"[{crossing.low:.2f}" if crossing.low is not None else f"(<{found.low:.3g}"
    high = f"{crossing.high:.2f}]" if crossing.high is not None else f">{found.high:.3g})"
    return f" {low}, {high}"


def _title(found: BreakEvens, question: Question, language: Language) -> str:
    measure = MEASURES[question.measures[0]].title.of(language)
    group = cell_title(question.group, found.group_titles, language)
    return (
        QUESTION_TITLES[question.name]
        .of(language)
        .format(group=group, measure=measure[:1].lower() + measure[1:])
    )


def _cap(found: BreakEvens, language: Language) -> str:
    if found.cap is None:
        return _word("no cap", language)
    at, load = found.cap.at, found.cap.load
    return _word(
        "cap",
        language,
        pool=found.cap.pool,
        at=f"{at.mean:.2f} ± {at.half_width:.2f}",
        load=f"{load.mean:.2f}",
    )


def _grid(found: BreakEvens, language: Language) -> Grid:
    heads = ("question", "budget", "given", "equal", "within")
    rows = [
        (
            f"{_title(found, each.question, language)}\n{' + '.join(each.question.measures)}",
            BUDGETS[each.question.name].of(language),
            _difference(each, each.given, language),
            _crossing(found, each.equal, language),
            _crossing(found, each.within, language) if each.within else "–",
        )
        for each in found.answers
    ]
    return Grid(_word("grid", language), tuple(_word(h, language) for h in heads), tuple(rows))


def _crossing(found: BreakEvens, crossing: Crossing, language: Language) -> str:
    if crossing.at is None:
        return _word("none", language, sign=_word(f"sign {crossing.sign}", language))
    return f"{crossing.at:.2f}\n{_interval(found, crossing).strip()}"


def _difference(each: BreakEven, found: Estimate, language: Language) -> str:
    return shown_amount(each.question.measures[0], found.mean, found.half_width, language)


def _curve(found: BreakEvens, language: Language) -> Grid:
    """The difference at the factors looked at first, evenly over the range."""
    step = (found.high - found.low) / 8
    factors = [found.low + i * step for i in range(9)]
    head = (
        _word("factor", language),
        *(_title(found, a.question, language) for a in found.answers),
    )
    rows = []
    for factor in factors:
        cells = []
        for each in found.answers:
            _, point = min(each.points, key=lambda p: abs(p[0] - factor))
            cells.append(_difference(each, point, language))
        rows.append((f"{factor:.3g}", *cells))
    return Grid(_word("curve", language), head, tuple(rows))


def _pooling(found: BreakEvens, language: Language) -> Grid:
    head = (_word("servers", language), *(f"{load:g}" for load in POOLED_LOADS))
    rows = tuple(
        (str(n), *(f"{factor:.2f}" for factor in row))
        for n, row in zip(POOLED_SERVERS, found.pooling.table, strict=True)
    )
    return Grid(_word("pooling", language), head, rows)


def _notes(found: BreakEvens, language: Language) -> Iterator[str]:
    pooling = found.pooling
    if pooling.violated:
        comma = say("comma", language)
        told = comma.join(VIOLATION_TITLES[name].of(language) for name in pooling.violated)
        yield _word("not", language, list=told)
    else:
        yield _word(
            "applies", language, **{k: v for k, v in asdict(pooling).items() if k != "table"}
        )
    for each in found.answers:
        if each.equal.crossings > 1:
            yield _word("several", language, question=_title(found, each.question, language))
    if found.undefined:
        told = say("comma", language).join(_title(found, q, language) for q in found.undefined)
        yield _word("undefined", language, list=told)
    yield _word("load is", language)
    yield _word(
        "how",
        language,
        settings=found.settings,
        replications=found.replications,
        seed=found.seed,
        confidence=found.confidence,
    )
    yield say("beside", language)
    yield say("illustrative", language)


def _document(found: BreakEvens, language: Language) -> dict[str, Any]:
    return {
        "title": found.title.of(language),
        "digest": found.digest,
        "sentence": _lead(found, language),
        "factor": found.key,
        "given": found.given,
        "range": [found.low, found.high],
        "baseline": found.baseline,
        "alternative": found.alternative,
        "seed": found.seed,
        "replications": found.replications,
        "confidence": found.confidence,
        "answers": [
            {
                "question": each.question.name,
                "title": _title(found, each.question, language),
                "group": each.question.group,
                "measures": list(each.question.measures),
                "budget": BUDGETS[each.question.name].of(language),
                "unit": each.unit,
                "margin": each.margin,
                "given": estimate_document(each.given),
                "equal": asdict(each.equal),
                "within": asdict(each.within) if each.within else None,
                "points": [
                    {"factor": factor, "difference": estimate_document(point)}
                    for factor, point in each.points
                ],
            }
            for each in found.answers
        ],
        "undefined": [question.name for question in found.undefined],
        "cap": {
            "pool": found.cap.pool,
            "kind": found.cap.kind,
            "load": estimate_document(found.cap.load),
            "at": estimate_document(found.cap.at),
        }
        if found.cap
        else None,
        "pooling": {
            "servers": list(POOLED_SERVERS),
            "loads": list(POOLED_LOADS),
            "factors": [list(row) for row in found.pooling.table],
            "violated": list(found.pooling.violated),
            "scenario": found.pooling.factor,
        },
        "settings": found.settings,
        "run": run_document(found.run),
    }


def _rows(found: BreakEvens) -> Iterator[dict[str, Any]]:
    """A row for each question and threshold."""
    for each in found.answers:
        for crossing in (each.equal, each.within):
            if crossing is not None:
                yield {
                    "question": each.question.name,
                    "group": each.question.group,
                    "measures": " + ".join(each.question.measures),
                    "baseline": found.baseline,
                    "alternative": found.alternative,
                    "factor": found.key,
                    "given": found.given,
                    "difference": each.given.mean,
                    "difference_half_width": each.given.half_width,
                    **asdict(crossing),
                }

"""docs/reference/measures.md, written from the definitions."""

from __future__ import annotations

from .definitions import FAMILIES, PRIMARY
from .measure import Measure
from .statistics import POOL_STATISTICS, STATISTICS, Statistic

__all__ = ["reference"]

HEAD = """\
# Measures

Generated from `server/tongban/measures`; a test compares. Do not edit.

Every measure is a formula over sums that add up over cases and over replications. The value
over many replications is the formula over the added sums (never a mean of ratios), and its
interval comes from leaving replications out (jackknife) or from sections of replications
(percentiles). A ratio whose denominator is 0 is nan.

The **margins** are assumptions: differences a planner would call irrelevant. A scenario may
give its own under `[experiment.margins]`; a measure without one here needs it for a verdict.

## Terms

- **Measured cases**: those whose need arose on a measured day. Only they count, whenever they
  end. The measured window is the span of those days.
- **Accepted** (受理): the case took an action that means acceptance, at the instant it left
  that stage; without one, it passed a final stage that counts as accepted. The first such
  instant counts. Receipt of materials (收件) is not acceptance.
- **Completed**: an application is completed when it is accepted, an enquiry when it ends
  answered. The measures called `accepted_…` are over completion, so that they say of a cell
  of enquiries what they say of applications.
- **Outcome**: what the final stage a case ended in counts as. Each need is in exactly one of:
  accepted; else answered, abandoned, turned_away, balked, gave_up; else ended in a final that
  counts as fallback or ineligible; else unfinished. The counts `fallback` and `ineligible` are
  of cases that passed such a final, so they overlap with the others.
- **Working days**: "within n working days" means on or before the n-th working day after the
  calendar day of the need, whatever the hour. Past the end of the calendar every day counts.
- **Wait** of a case: start - enter (leave - enter where it never started), over all its visits
  to stages the applicant attends: those not tagged travel, courier, review, self_service or
  after_work. Who misses nothing starts at once and so waits 0.
- **Kept unit**: one held in the visit before and wanted in this one too; it stays held while
  the case waits for the others. A visit that never started passes on only what it had kept.
- **Cut off**: a visit under way when the run stopped lasts until then.
- **Pools** are measured over the measured window and over all cases, measured or not. A unit
  is *occupied* from when it is taken until it is given back, *working* while its case is being
  handled. Units rostered follow the staffing; staying on after hours is not rostered.
- **Prices** are those of the kind a pool's units are of, also where another kind draws on it.

## Cells

| cell | cases |
|---|---|
| a group's name | its applications whose item every compared channel can serve |
| `<group>_everyone` | all its applications, where some channel cannot serve some of them |
| `<group>_enquiries` | its enquiries, if it has any |
| `all` | every measured case, of all groups |

A cell that a group's demand can never fill is left out. One run may also be grouped by group,
hall, home hall, item, channel, or half hour of the day of the need: then each cell has all its
measured cases, and what needs the roster is nan.

## Percentiles

Waits are counted in integer histograms: every microsecond has its own bin below 256 µs, and
from 128 µs on each doubling is cut into 128 equal bins. A bin is at most 1/128 (0.8 %) as wide
as its smallest time, and so a percentile is off by less than that. The p-th percentile is the
observation of rank ceil(p n / 100), placed in its bin as if the bin's observations lay evenly.
Histograms add up exactly.
"""


def reference() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for family, measures in FAMILIES.items():
        parts.append(f"## {family}\n")
        parts += [_measure(measure) for measure in measures]
    names = ", ".join(f"`{name}`" for name in PRIMARY)
    parts.append(f"## Primary family\n\nA comparison that names none judges {names} together.\n")
    parts.append("## Statistics\n\nSums over the measured cases of a cell:\n")
    parts.append(_table(STATISTICS))
    parts.append("Sums over the measured window of a pool, kept by half hour of the day:\n")
    parts.append(_table(POOL_STATISTICS))
    return "\n".join(parts)


def _measure(measure: Measure) -> str:
    margin = "no default" if measure.margin is None else f"{measure.margin:g} {measure.unit}"
    lines = [
        f"### `{measure.name}`\n",
        f"{measure.title.en} · {measure.title.zh_cn} [{measure.unit}]\n",
        f"- formula: {measure.words}",
        f"- denominator: {measure.denominator}",
        f"- as sums: `{measure.formula}`",
        f"- better: {measure.better}; interval: {measure.interval}; margin (assumed): {margin}",
    ]
    if measure.beside:
        lines.append(f"- shown beside: {', '.join(f'`{name}`' for name in measure.beside)}")
    return "\n".join(lines) + "\n"


def _table(statistics: tuple[Statistic, ...]) -> str:
    rows = [f"| `{row.name}` | {row.unit} | {row.words} |" for row in statistics]
    return "\n".join(["| statistic | unit | what is summed |", "|---|---|---|", *rows]) + "\n"

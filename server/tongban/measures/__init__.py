"""Numbers from records: each measure a formula over sums that add up over replications."""

from .cells import ALL, BY, By, cells_of
from .days import Days, days_of
from .definitions import FAMILIES, MEASURES, PRIMARY
from .histogram import BINS, Counts, bin_edges, bins, percentile
from .measure import Measure, Percentile, Ratio
from .pools import merged
from .reduction import Reduction, reduce, reductions
from .reference import reference
from .setting import DAY, HALF_HOURS, Setting
from .statistics import POOL_STATISTICS, STATISTICS, Statistic, index_of
from .tallies import calls_by_half_hour, completed_within

__all__ = [
    "ALL",
    "BINS",
    "BY",
    "DAY",
    "FAMILIES",
    "HALF_HOURS",
    "MEASURES",
    "POOL_STATISTICS",
    "PRIMARY",
    "STATISTICS",
    "By",
    "Counts",
    "Days",
    "Measure",
    "Percentile",
    "Ratio",
    "Reduction",
    "Setting",
    "Statistic",
    "bin_edges",
    "bins",
    "calls_by_half_hour",
    "cells_of",
    "completed_within",
    "days_of",
    "index_of",
    "merged",
    "percentile",
    "reduce",
    "reductions",
    "reference",
]

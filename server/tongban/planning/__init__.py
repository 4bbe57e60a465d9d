"""What a planner asks of a scenario: how much it carries, whom to hire, what decides."""

from .breakeven import BreakEven, BreakEvens, breakeven
from .cap import Cap
from .capacity import Capacity, ChannelCapacity, capacity
from .causes import Causes, Part, Split, causes_of
from .expected_day import ExpectedDay, Ranged, expected_day, expected_of
from .factor_curve import Crossing, Question
from .headline import Headline
from .inputs import Input, inputs_of
from .pooling import POOLED_LOADS, POOLED_SERVERS, Pooling, pooled_break_even
from .screening import Effect, Screening, screening
from .sensitivity import Sensitivity, sensitivity
from .study import Observation, Study
from .targets import Target, targets_of
from .tornado import Bar, Flip, Swing

__all__ = [
    "POOLED_LOADS",
    "POOLED_SERVERS",
    "Bar",
    "BreakEven",
    "BreakEvens",
    "Cap",
    "Capacity",
    "Causes",
    "ChannelCapacity",
    "Crossing",
    "Effect",
    "ExpectedDay",
    "Flip",
    "Headline",
    "Input",
    "Observation",
    "Part",
    "Pooling",
    "Question",
    "Ranged",
    "Screening",
    "Sensitivity",
    "Split",
    "Study",
    "Swing",
    "Target",
    "breakeven",
    "capacity",
    "causes_of",
    "expected_day",
    "expected_of",
    "inputs_of",
    "pooled_break_even",
    "screening",
    "sensitivity",
    "targets_of",
]

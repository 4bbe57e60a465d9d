"""What a planner asks of a scenario: how much it carries, whom to hire, what decides."""

from .causes import Causes, Part, Split, causes_of
from .study import Observation, Study
from .targets import Target, targets_of

__all__ = [
    "Causes",
    "Observation",
    "Part",
    "Split",
    "Study",
    "Target",
    "causes_of",
    "targets_of",
]

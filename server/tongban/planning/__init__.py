"""What a planner asks of a scenario: how much it carries, whom to hire, what decides."""

from .study import Observation, Study
from .targets import Target, targets_of

__all__ = ["Observation", "Study", "Target", "targets_of"]

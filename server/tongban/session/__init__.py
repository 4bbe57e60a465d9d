"""People drive the flow: what they say of a case, what may follow, what each role sees."""

from .clock import Owed, due, pending
from .content import Refused, what_is_missing
from .decide import actions_for, decide, may, refusal
from .messages import (
    COMMANDS,
    VERSION,
    Actor,
    Body,
    Command,
    Momentary,
    Record,
    Refusal,
    Role,
    Ticket,
    commands,
    momentary,
    records,
)
from .presence import GRACE_US, Participant, Presence
from .rules import COMMAND_RULES, COMMAND_TITLES, CommandRule, Rules
from .state import CaseState, content_digest, evolve
from .views import (
    MASK,
    Summary,
    masked,
    now_for,
    record_for,
    sees_as_before,
    sees_content,
    summary,
    view,
)

__all__ = [
    "COMMANDS",
    "COMMAND_RULES",
    "COMMAND_TITLES",
    "GRACE_US",
    "MASK",
    "VERSION",
    "Actor",
    "Body",
    "CaseState",
    "Command",
    "CommandRule",
    "Momentary",
    "Owed",
    "Participant",
    "Presence",
    "Record",
    "Refusal",
    "Refused",
    "Role",
    "Rules",
    "Summary",
    "Ticket",
    "actions_for",
    "commands",
    "content_digest",
    "decide",
    "due",
    "evolve",
    "masked",
    "may",
    "momentary",
    "now_for",
    "pending",
    "record_for",
    "records",
    "refusal",
    "sees_as_before",
    "sees_content",
    "summary",
    "view",
    "what_is_missing",
]

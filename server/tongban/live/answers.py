"""What the service answers over HTTP, by shape; the pages' types are generated from here."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..session import Role
from ..session.shapes import Words

__all__ = [
    "CatalogueGiven",
    "DocumentKept",
    "IceGiven",
    "LoggedIn",
    "PartnerGiven",
    "ScenarioGiven",
    "SignedIn",
    "TicketGiven",
]


class TicketGiven(TypedDict):
    """A ticket, and the token that speaks for its case."""

    case: str
    number: str
    token: str


class LoggedIn(TypedDict):
    """Somebody of the staff, and the token that speaks for them."""

    token: str
    role: Role
    place: str


class SignedIn(LoggedIn):
    """The same in a demonstration, where nobody had to know a name."""

    name: str


class PartnerGiven(TypedDict):
    """A scripted partner who comes: their name, and the case that both sides have."""

    partner: str
    case: str
    number: str
    hall: str
    item: str


class DocumentKept(TypedDict):
    """A document as it is kept: images are drawn anew, so it is not quite what was sent."""

    sha256: str
    media_type: str
    size: int


class IceServer(TypedDict):
    """A server by which browsers find each other; a TURN server with name and password."""

    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


class IceGiven(TypedDict):
    """The ICE servers for an RTCPeerConnection; none where one network is enough."""

    ice_servers: list[IceServer]


class NotHere(TypedDict):
    """Why an item cannot go through the remote window, and where to go instead."""

    reason: Words
    instead: Words


class ItemGiven(TypedDict):
    """An item one may take a ticket for."""

    title: Words
    regions: list[str]
    not_here: NotHere | None


class RegionGiven(TypedDict):
    """A home region, what its own portal is called, and the hall whose clerks answer for it."""

    title: Words
    portal: str
    home: str
    home_title: Words


class CatalogueGiven(TypedDict):
    """What one may take a ticket for, and where; each hall's region, and the stages' titles."""

    items: dict[str, ItemGiven]
    regions: dict[str, RegionGiven]
    halls: dict[str, Words]
    region_of: dict[str, str]
    stages: dict[str, Words]


class ScenarioGiven(TypedDict):
    """Which scenario the service runs, and whether it is a demonstration.

    digest   of the scenario with its flows, the same as in a report
    is_demo  one signs in without a password, and scripted partners come if they are wanted
    """

    name: str
    title: Words
    digest: str
    is_demo: bool

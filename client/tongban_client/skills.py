"""What scripted people can do, in a rehearsal and as a partner of a real person.

Each is one thing that a person at a window or a desk does, over the same wire as theirs. When
they do it, and how it pleases them, is for who plays to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .connection import Connection
from .http import Http
from .pictures import signature

__all__ = [
    "answer_for",
    "begin",
    "call",
    "fill",
    "has_case",
    "leave_room",
    "put_material",
    "sign",
    "submit",
    "unfilled",
    "unjudged",
]

Json = dict[str, Any]

ANSWERS: Mapping[str, str] = {
    "name": "张示例",
    "id_number": "990101199001010019",
    "phone": "13800000000",
    "address": "示例市示例路1号",
    "date": "2023-07-01",
    "number": "1",
    "credit_code": "91310000MA1FL0000X",
    "text": "示例",
}
"""A value for each type of field. All of it is invented."""
DIGITS = "622202000000000001"
"""For fields that want a number of an account; no bank has given it."""


def answer_for(spec: Json) -> str:
    """A value that a field of the form takes: of a choice the first."""
    if options := spec.get("options"):
        return str(next(iter(options)))
    usual = ANSWERS[spec["type"]]
    return usual if re.fullmatch(spec["regex"], usual) else DIGITS


# --- at the desk and the window -------------------------------------------------------------


def has_case(here: Connection) -> bool:
    """Whether the case one is in is under way and in one's hands."""
    return here.view.get("ended") is None and here.me in here.view.get("units", {}).values()


async def call(here: Connection, case: str) -> bool:
    """Call a given ticket, out of turn; whether it is ours to begin."""
    message = {"type": "call_ticket", "case": case}
    return await here.ask(message, lambda: here.view.get("case") == case)


async def begin(here: Connection, case: str) -> bool:
    """Take a case that was called, or rings, if it is not begun already; whether it is ours."""
    await here.send({"type": "join", "case": case})
    is_ours = False
    with suppress(TimeoutError):
        message = {"type": "begin", "case": case}
        is_ours = await here.ask(
            message, lambda: here.view.get("case") == case and has_case(here), 5
        )
    here.case = case if is_ours else None
    return is_ours


async def leave_room(here: Connection) -> None:
    """Be done with the case one was in."""
    here.case = None
    await here.send({"type": "leave_room"})


# --- the form -------------------------------------------------------------------------------


def unfilled(here: Connection) -> list[str]:
    """The fields of the form that have no value yet, in its order."""
    form = here.view.get("form", {})
    fields: Json = here.view["spec"]["fields"]
    return [name for name in fields if not form.get(name, {}).get("value")]


async def fill(here: Connection, field: str, value: str) -> None:
    """Give a field a value, on top of the revision that is seen."""
    known = here.view.get("form", {}).get(field, {"revision": 0})
    await here.tell("edit_field", field=field, value=value, base=known["revision"])


# --- materials ------------------------------------------------------------------------------


async def put_material(
    here: Connection, http: Http, material: str, picture: bytes, file_name: str = "scan.png"
) -> None:
    """Upload a picture, and put it to a material of the case one is in."""
    kept = await http.put_document(here.view["case"], picture, here.token)
    await here.tell(
        "add_material",
        material=material,
        document=kept["sha256"],
        media_type=kept["media_type"],
        size=kept["size"],
        file_name=file_name,
    )


def unjudged(here: Connection) -> list[str]:
    """The materials that lie there without a verdict."""
    return [n for n, document in here.view.get("materials", {}).items() if not document["verdict"]]


# --- the end --------------------------------------------------------------------------------


async def sign(here: Connection, http: Http, name: str) -> None:
    """Draw a name's signature, upload it, and sign form and materials as they are seen."""
    kept = await http.put_document(here.view["case"], signature(name), here.token)
    await here.tell("sign", image=kept["sha256"], covers=here.view["digest"])


async def submit(here: Connection) -> None:
    """Hand the signed case to the home region's system."""
    await here.tell("submit", covers=here.view["digest"])

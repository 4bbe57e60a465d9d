"""Messages that nobody should send: valid ones of every type, and all that can be wrong with them.

Pure: a seed gives the same frames.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from frames import Frame, header, text_frame

from tongban.live import wire
from tongban.session import messages as m

__all__ = ["MESSAGES", "Hostile", "wrong_types"]

Path = tuple[str | int, ...]
SHA = "a" * 64
TICKET = {"number": "A001", "hall": "wuhu"}
BODIES: dict[str, dict[str, Any]] = {
    "open": {
        "home": "jingan",
        "item": "x",
        "is_enquiry": False,
        "flow": "x",
        "stage": "x",
        "ticket": TICKET,
    },
    "call": {"unit": "w1"},
    "miss": {},
    "hold": {},
    "resume": {},
    "start": {"units": {"clerk": "k9"}},
    "transfer": {"kind": "clerk", "unit": "k9"},
    "act": {
        "action": "seated",
        "remark": "r",
        "ticket": TICKET,
        "notice": {
            "missing": [{"what": "field", "name": "n", "reason": "x", "remark": "r"}],
            "remark": "r",
        },
    },
    "grant_consent": {"capability": "view"},
    "withdraw_consent": {"capability": "view"},
    "identify": {"method": "face", "matches": True, "document_number": "31"},
    "edit_field": {"field": "name", "value": "张", "base": 0},
    "propose_field": {"field": "name", "value": "张"},
    "accept_proposal": {"proposal": "p"},
    "decline_proposal": {"proposal": "p"},
    "add_material": {
        "material": "id_card",
        "document": SHA,
        "media_type": "image/png",
        "size": 9,
        "file_name": "z.png",
    },
    "remove_material": {"material": "id_card"},
    "judge_material": {
        "material": "id_card",
        "document": SHA,
        "verdict": "rejected",
        "reason": "blurred",
        "remark": "r",
    },
    "sign": {"image": SHA, "covers": SHA},
    "submit": {"covers": SHA},
    "answer": {
        "key": "k",
        "case_number": "1",
        "accepted_at": "2023-06-06",
        "promised_on": "2023-06-07",
        "statutory_days": 1.5,
        "rule_version": "1",
        "printed": [["a", "b", "c"]],
        "reasons": [{"about": "name", "zh": "z", "en": "e"}],
        "is_final": False,
    },
    "rate": {"grade": 1, "comment": "c"},
    "discharge_duty": {"duty": "call_back", "remark": "r"},
    "say": {"text": "hello"},
    "note": {"text": "hello"},
}
"""Type of command -> one of it."""
MOMENTARY: dict[str, dict[str, Any]] = {
    "point": {"target": "field:name", "x": 0.5, "y": 0.5},
    "type": {"field": "name", "is_typing": True},
    "signal": {"to": "clerk-1", "data": {"sdp": "v=0", "n": [1, 2.5, None, {"a": True}]}},
}
PLAIN: dict[str, dict[str, Any]] = {
    "hello": {"v": 1, "token": "TOKEN", "hall": None, "after": 0, "epoch": "e"},
    "join": {"case": "CASE", "after": 1, "epoch": "e"},
    "leave_room": {},
    "set_duty": {"duty": "on_duty", "window": "w9"},
    "call_next": {},
    "call_ticket": {"case": "CASE"},
    "begin": {"case": "CASE"},
    "hand_over": {"to": "k1"},
    "let_pass": {"case": "CASE"},
}
MESSAGES: list[dict[str, Any]] = [
    *({"type": kind, **rest} for kind, rest in PLAIN.items()),
    *(
        {"type": "tell", "command": {"id": "ID", "body": {"type": kind, **rest}}}
        for kind, rest in BODIES.items()
    ),
    *({"type": "pass", "what": {"type": kind, **rest}} for kind, rest in MOMENTARY.items()),
]
"""One message of every type, with every field."""
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**31, 2**62, 2**63, 2**64, -(2**64), 10**400),
    *("", " ", "x", "x" * 300, "x" * 3000, "字" * 2000, "\x00", "a\x00b", "../../etc/passwd"),
    *("<script>alert(1)</script>", "' OR 1=1 --", "\u202e\u200b", "\U0001f600" * 50, "__class__"),
    *([], {}, [[]], [None], {"a": 1}, {"": None}, ["x"] * 1000, {"type": "say", "text": "x"}),
    *(float("nan"), float("inf"), float("-inf"), 1e308),
]
"""What a field may hold that it should not. Some of it is in order in some fields."""


def _unlike(union: object, examples: dict[str, dict[str, Any]]) -> set[str]:
    """What there is no example of, or has an example without one of its fields."""
    kinds = {kind.model_fields["type"].default: kind for kind in get_args(get_args(union)[0])}
    return (kinds.keys() ^ examples.keys()) | {
        name
        for name, kind in kinds.items()
        if name in examples and kind.model_fields.keys() - examples[name].keys() != {"type"}
    }


IN_ENVELOPES = {"tell": {"command": {}}, "pass": {"what": {}}}
assert _unlike(wire.FromClient, PLAIN | IN_ENVELOPES) == set(), "messages without an example"
assert _unlike(m.Body, BODIES) == set(), "commands without an example"
assert _unlike(m.Momentary, MOMENTARY) == set(), "momentary messages without an example"


@dataclass(eq=False)
class Hostile:
    """What somebody hostile sends who knows a case and has a token.

    The words CASE, TOKEN and ID in the examples stand for that case, that token and a new name.
    """

    chance: random.Random
    case: str
    token: str
    _ids: Any = field(default_factory=itertools.count)

    def every_wrong_type(self) -> Iterator[Frame]:
        """Every message that ``wrong_types`` makes of the examples, as a frame."""
        for message in MESSAGES:
            for wrong in wrong_types(message):
                text = self._dumped(wrong)
                yield Frame(f"{text!r:.200}", text_frame(text))

    def mutated(self) -> Frame:
        """Some message with something wrong about its text or about its frames."""
        text = self._dumped(self.chance.choice(MESSAGES))
        kind = self.chance.choice(list(_MUTATIONS))
        return Frame(f"{kind} {text!r:.60}", _MUTATIONS[kind](self.chance, text))

    def _dumped(self, message: object) -> bytes:
        known = {"CASE": self.case, "TOKEN": self.token, "ID": f"h-{next(self._ids)}"}
        text = json.dumps(message, ensure_ascii=False)
        for word, meant in known.items():
            text = text.replace(f'"{word}"', f'"{meant}"')
        return text.encode()


def _cut(chance: random.Random, text: bytes) -> bytes:
    return text_frame(text[: chance.randrange(len(text))])


def _flipped(chance: random.Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(chance.randrange(1, 9)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return text_frame(bytes(changed))


def _spliced(chance: random.Random, text: bytes) -> bytes:
    at, part = chance.randrange(len(text)), chance.randbytes(chance.randrange(1, 40))
    return text_frame(text[:at] + part + text[at:])


def _binary(chance: random.Random, text: bytes) -> bytes:
    return text_frame(chance.choice([text, chance.randbytes(200), b""]), opcode=2)


def _nested(chance: random.Random, _text: bytes) -> bytes:
    deep = chance.choice([10, 100, 150, 190, 199, 200, 201, 255, 1000, 30_000])
    opened, closed = chance.choice([(b"[", b"]"), (b'{"a":', b"}")])
    opened *= min(deep, 5000)
    deeper = opened + b"1" + closed * min(deep, 5000)
    signal = b'{"type":"pass","what":{"type":"signal","to":"x","data":{"d":' + deeper + b"}}}"
    return text_frame(chance.choice([signal, deeper, b"[" * deep]))


def _twice(_chance: random.Random, text: bytes) -> bytes:
    return text_frame(text[:-1] + b"," + text[1:]) if len(text) > 2 else text_frame(text)


def _large(chance: random.Random, text: bytes) -> bytes:
    size = chance.choice([65_536 - len(text), 65_537, 70_000, 200_000])
    padded = text[:-1] + b" " * size + b"}"
    return text_frame(padded)


def _huge_number(chance: random.Random, _text: bytes) -> bytes:
    digits = chance.choice(
        [b"9" * 4299, b"9" * 4301, b"9" * 20_000, b"1e99999", b"-0", b"0.0e-999"]
    )
    return text_frame(b'{"type":"hello","token":"t","after":' + digits + b"}")


def _surrogates(chance: random.Random, _text: bytes) -> bytes:
    odd = chance.choice([rb"\ud800", rb"\udfff\ud800", rb"\u0000", rb"\uffff", rb"\x41", rb"\u12"])
    return text_frame(
        b'{"type":"tell","command":{"id":"s","body":{"type":"say","text":"' + odd + b'"}}}'
    )


def _fragmented(chance: random.Random, text: bytes) -> bytes:
    parts = [text[i : i + 7] for i in range(0, len(text), 7)]
    out = b""
    for i, part in enumerate(parts):
        final = i == len(parts) - 1
        out += header(1 if i == 0 else 0, len(part), final=final) + bytes(4) + part
        if chance.random() < 0.3:
            out += text_frame(b"ping", opcode=9)
    return out


_MUTATIONS = {
    "cut": _cut,
    "flipped": _flipped,
    "spliced": _spliced,
    "binary": _binary,
    "nested": _nested,
    "twice": _twice,
    "large": _large,
    "huge number": _huge_number,
    "surrogates": _surrogates,
    "fragmented": _fragmented,
    "as it is": lambda _, text: text_frame(text),
}


def wrong_types(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The message with each field holding each odd thing, missing, or with another beside it."""
    for path in _paths(message):
        for odd in ODD:
            yield _with(message, path, odd)
        yield _without(message, path)
        yield _with(message, (*path[:-1], "__proto__"), 1)


def _paths(value: object, before: Path = ()) -> Iterator[Path]:
    """Where something stands in a message."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for key, part in parts:
        yield (*before, key)
        if isinstance(part, dict | list):
            yield from _paths(part, (*before, key))


def _with(message: dict[str, Any], path: Path, odd: object) -> dict[str, Any]:
    changed: Any = copy.deepcopy(message)
    at = changed
    for key in path[:-1]:
        at = at[key]
    if isinstance(at, list) and isinstance(path[-1], str):
        at.append(odd)
    else:
        at[path[-1]] = odd
    return dict(changed)


def _without(message: dict[str, Any], path: Path) -> dict[str, Any]:
    changed: Any = copy.deepcopy(message)
    at = changed
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return dict(changed)

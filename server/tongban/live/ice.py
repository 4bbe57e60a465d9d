"""How two browsers find each other across networks: ICE servers, with credentials that expire.

On one machine or in one network none are needed. STUN tells a browser its address outside; TURN
relays what no direct way takes, and asks who one is. We give no lasting password away: a TURN
server shares a secret with us (coturn: ``use-auth-secret``), and lets in whoever shows a time
that has not come yet and its signature.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import Fault, InputError
from .answers import IceGiven, IceServer

__all__ = ["NO_ICE", "TURN_SECRET", "Ice", "ice_of", "turn_secret"]

TURN_SECRET = "TONGBAN_TURN_SECRET"
"""The environment variable that may hold the secret shared with the TURN servers."""
LASTS_S = 2 * 3600
"""Longer than a session; a page asks anew before each ICE restart."""
SERVER = re.compile(
    r"(?P<scheme>stuns?|turns?):(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
    r"(?P<query>\?transport=(?:udp|tcp))?"
)
"""RFC 7064 and RFC 7065: a STUN address has no transport."""


@dataclass(frozen=True, slots=True)
class Ice:
    """The ICE servers of a service; by default none.

    stun, turn  addresses such as ``stun:host:3478`` and ``turns:host:5349?transport=tcp``
    secret      shared with the TURN servers
    """

    stun: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    def given(self, user: str, now_s: float) -> IceGiven:
        """What a browser's RTCPeerConnection takes, for somebody, at a time since 1970.

        Source: draft-uberti-behave-turn-rest-00, as coturn has it: the name is ``expiry:user``,
        the password its HMAC-SHA1 under the secret, base64.
        """
        servers: list[IceServer] = []
        if self.stun:
            servers.append({"urls": list(self.stun)})
        if self.turn:
            name = f"{int(now_s) + LASTS_S}:{user}"
            signature = hmac.digest(self.secret.encode(), name.encode(), hashlib.sha1)
            password = base64.b64encode(signature).decode()
            servers.append({"urls": list(self.turn), "username": name, "credential": password})
        return {"ice_servers": servers}


NO_ICE = Ice()


def ice_of(servers: str, secret: str) -> Ice:
    """The ICE servers that are written as ``stun:host,turn:host:3478``.

    Raises InputError for addresses that are none, and for TURN without a secret.
    """
    found = [part.strip() for part in servers.split(",") if part.strip()]
    faults = [Fault("--ice", part, WRITE_IT) for part in found if not _is_server(part)]
    turn = tuple(part for part in found if part.startswith("turn"))
    if turn and not secret:
        way_out = f"its secret is missing: set {TURN_SECRET}, or give --turn-secret FILE"
        faults.append(Fault("--ice", turn[0], way_out))
    if faults:
        raise InputError(faults)
    return Ice(tuple(part for part in found if part not in turn), turn, secret)


def turn_secret(file: Path | None, environment: str) -> str:
    """The secret shared with the TURN servers: that of the file, else of the environment.

    Raises InputError for a file that cannot be read, or is empty.
    """
    if file is None:
        return environment.strip()
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = f"cannot be read ({getattr(error, 'strerror', None) or 'not text'})"
        raise InputError(Fault("--turn-secret", str(file), why)) from None
    if not secret:
        raise InputError(Fault("--turn-secret", str(file), "is empty: put the secret in it"))
    return secret


WRITE_IT = "write it like stun:host:3478 or turn:host:3478?transport=tcp"


def _is_server(text: str) -> bool:
    match = SERVER.fullmatch(text)
    if match is None:
        return False
    return match["query"] is None or match["scheme"].startswith("turn")

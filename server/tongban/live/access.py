"""Who may come in: accounts with passwords, signed tokens that expire, and a limit on guessing.

Clerks, assistants and supervisors have accounts; an applicant holds a token for one case, given
with the ticket. A token says role, place and case, and travels in the first message of a socket
or in a header, never in an address.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from cryptography.fernet import Fernet, InvalidToken

from ..errors import Fault, InputError, TongbanError, did_you_mean
from ..session import Actor

__all__ = [
    "LIGHT",
    "USUAL",
    "Account",
    "Accounts",
    "Grant",
    "Limiter",
    "Limits",
    "NotAllowed",
    "StaffRole",
    "Tokens",
]

StaffRole = Literal["assistant", "clerk", "supervisor"]
TOKEN_S = 12 * 3600
"""A working day: nobody logs in twice, and a lost token is of no use tomorrow."""
MANY = 10_000
"""Keys that are remembered before those not tried for long are forgotten."""
LIGHT = PasswordHasher(time_cost=1, memory_cost=1024)
"""For the many accounts of a demonstration: drawn at random, 72 bits long, passwords need no
stretching, and a person waits for it."""
CREATE = """
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, place TEXT NOT NULL, hash TEXT NOT NULL,
    is_disabled INTEGER NOT NULL DEFAULT 0
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one may ask for before one is turned away.

    messages_per_s  of one connection in the long run; `burst` of them at once
    tickets_per_min  of one address: a whole hall may have one
    log_ins_per_5_min  of one address
    displays  public ones, which need no token, of the connections
    """

    messages_per_s: float = 60.0
    burst: int = 240
    tickets_per_min: int = 600
    log_ins_per_5_min: int = 200
    connections: int = 5_000
    displays: int = 200


USUAL = Limits()


class NotAllowed(TongbanError):
    """Somebody may not come in. Says no more than they need to know."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in: where they sit, and in which role."""

    name: str
    role: StaffRole
    place: str
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows: to speak as somebody, at a place or about one case."""

    role: str
    id: str
    place: str
    case: str | None = None

    @property
    def actor(self) -> Actor:
        """Who speaks."""
        return Actor.model_validate({"role": self.role, "id": self.id})


class Tokens:
    """Gives and reads tokens (Fernet: AES-128-CBC and HMAC-SHA-256, with the time of giving)."""

    def __init__(self, key: bytes | None = None) -> None:
        self._fernet = Fernet(key or Fernet.generate_key())

    def give(self, grant: Grant) -> str:
        """A token for a grant."""
        return self._fernet.encrypt(json.dumps(asdict(grant)).encode()).decode()

    def read(self, token: str, ttl_s: int = TOKEN_S) -> Grant:
        """The grant of a token; NotAllowed if it is none of ours, or has expired."""
        try:
            return Grant(**json.loads(self._fernet.decrypt(token.encode(), ttl=ttl_s)))
        except (InvalidToken, ValueError, TypeError):
            raise NotAllowed("the token is not valid, or has expired") from None


class Accounts:
    """The accounts, in a file of their own; passwords only as Argon2id hashes.

    hasher  what a hash costs; default the library's advice
    """

    def __init__(self, file: Path, hasher: PasswordHasher | None = None) -> None:
        self._file, self._hasher = file, hasher or PasswordHasher()
        with self._connected() as db:
            db.execute(CREATE)

    @cached_property
    def _no_one(self) -> str:
        """Compared against where there is no account, so that a name cannot be told by the time."""
        return self._hasher.hash(secrets.token_hex(16))

    def add(self, name: str, role: StaffRole, place: str) -> str:
        """A new account's password, shown this once; InputError if the name is taken."""
        password = secrets.token_urlsafe(9)
        try:
            with self._connected() as db:
                values = (name, role, place, self._hasher.hash(password))
                sql = "INSERT INTO accounts (name, role, place, hash) VALUES (?, ?, ?, ?)"
                db.execute(sql, values)
        except sqlite3.IntegrityError:
            message = "there is such an account: choose another name, or reset its password"
            raise InputError(Fault("accounts", name, message)) from None
        return password

    def reset(self, name: str) -> str:
        """A new password for an account, and the account usable again."""
        password = secrets.token_urlsafe(9)
        sql = "UPDATE accounts SET hash = ?, is_disabled = 0 WHERE name = ?"
        self._change(sql, (self._hasher.hash(password), name), name)
        return password

    def disable(self, name: str) -> None:
        """Nobody logs in to it any more."""
        self._change("UPDATE accounts SET is_disabled = 1 WHERE name = ?", (name,), name)

    def all(self) -> list[Account]:
        """Every account."""
        with self._connected() as db:
            rows = db.execute("SELECT name, role, place, is_disabled FROM accounts ORDER BY name")
            return [Account(name, role, place, bool(off)) for name, role, place, off in rows]

    def log_in(self, name: str, password: str) -> Account:
        """The account; NotAllowed, in the same words and time, for all that may be wrong."""
        with self._connected() as db:
            sql = "SELECT role, place, hash, is_disabled FROM accounts WHERE name = ?"
            row = db.execute(sql, (name,)).fetchone()
        no_one = self._no_one  # made at the first log-in, whoever it is: it takes a moment
        known: tuple[StaffRole, str, str, int] = row or ("clerk", "", no_one, 1)
        role, place, kept, is_disabled = known
        try:
            self._hasher.verify(kept, password)
        except VerificationError:
            raise NotAllowed("name or password is wrong") from None
        if is_disabled:
            raise NotAllowed("name or password is wrong")
        return Account(name, role, place)

    def _change(self, sql: str, values: tuple[str, ...], name: str) -> None:
        with self._connected() as db:
            if db.execute(sql, values).rowcount == 0:
                known = [account for (account,) in db.execute("SELECT name FROM accounts")]
                message = f"no such account; {did_you_mean(name, known)}"
                raise InputError(Fault("accounts", name, message))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as db, db:
            yield db


@dataclass(eq=False)
class Limiter:
    """So many tries in a stretch of time for each key, such as a name or an address."""

    most: int
    within_s: float
    clock: Callable[[], float]
    _tries: dict[str, deque[float]] = field(default_factory=dict)

    def allows(self, key: str) -> bool:
        """Whether one more is within the limit; it is counted if so."""
        now = self.clock()
        if len(self._tries) > 10_000:  # of keys that were tried long ago nothing need be kept
            self._tries = {
                k: t for k, t in self._tries.items() if t and now - t[-1] < self.within_s
            }
        tries = self._tries.setdefault(key, deque())
        while tries and now - tries[0] >= self.within_s:
            tries.popleft()
        if len(tries) >= self.most:
            return False
        tries.append(now)
        return True

"""Personal data at rest: each case has a key, and without it what is sealed is noise.

A record is taken apart into what anybody may read (what happened, when, at which stage) and what
names a person, which is sealed with the case's key (AES-256-GCM). Case keys are wrapped by a
master key that is kept outside the database. Destroying a case's key purges the case for good (but
not in a backup that has the key), and the chain, which hashes what is stored, still verifies.
"""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel

from ..errors import Fault, InputError
from ..session import MASK, Record, records

__all__ = ["OVERHEAD", "CaseKey", "MasterKey", "NotReadable", "join", "nonces", "split"]

NONCE = 12
OVERHEAD = NONCE + 16  # and GCM's tag
"""Bytes by which what is sealed is longer."""
Path_ = tuple[str | int, ...]


class NotReadable(Exception):
    """What is sealed cannot be opened: its key was destroyed, or it was changed."""


class MasterKey:
    """Wraps and unwraps the keys of cases.

    Raises InputError for a file that holds no key.
    """

    def __init__(self, key: bytes) -> None:
        self._key, self._cipher = key, AESGCM(key)

    @classmethod
    def kept_in(cls, file: Path) -> MasterKey:
        """The key in a file, which is made, readable by its owner alone, if there is none."""
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            _keep(file, AESGCM.generate_key(256).hex())
        try:
            key = bytes.fromhex(file.read_text().strip())
            return cls(key) if len(key) == 32 else _no_key(file)
        except ValueError:
            return _no_key(file)

    def derived(self, purpose: str) -> bytes:
        """A key for another purpose, the same each time (HKDF-SHA-256), for ``Fernet``."""
        derived = HKDF(hashes.SHA256(), 32, None, purpose.encode()).derive(self._key)
        return base64.urlsafe_b64encode(derived)

    def new_case_key(self) -> tuple[CaseKey, bytes]:
        """A key for a case, and the same wrapped."""
        key = AESGCM.generate_key(256)
        return CaseKey(key), seal(self._cipher, key, b"case key")

    def unwrap(self, wrapped: bytes) -> CaseKey:
        """A case's key; NotReadable if it was wrapped by another master key."""
        return CaseKey(unseal(self._cipher, wrapped, b"case key"))


class CaseKey:
    """Seals and opens what belongs to one case. `about` binds it to its place."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, about: str, nonce: bytes | None = None) -> bytes:
        """Nonce and ciphertext; `nonce` is one of ``nonces``, never given before."""
        return seal(self._cipher, data, about.encode(), nonce)

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed; NotReadable if it, or its place, is another."""
        return unseal(self._cipher, sealed, about.encode())


def nonces(count: int) -> list[bytes]:
    """So many, drawn together: each call of the system lets go of the interpreter's lock."""
    drawn = os.urandom(NONCE * count)
    return [drawn[at : at + NONCE] for at in range(0, len(drawn), NONCE)]


def seal(cipher: AESGCM, data: bytes, about: bytes, nonce: bytes | None = None) -> bytes:
    """Nonce and ciphertext of data that belongs somewhere; the nonce is drawn if none is given."""
    if nonce is None:
        (nonce,) = nonces(1)
    return nonce + cipher.encrypt(nonce, data, about)


def unseal(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    """The data again, or NotReadable."""
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except InvalidTag:
        raise NotReadable from None


def split(record: Record) -> tuple[dict[str, Any], dict[str, str]]:
    """A record as plain values without what is personal, and that by its path."""
    plain = record.model_dump(mode="json")
    secret: dict[str, str] = {}
    for path in personal_paths(record):
        here: Any = plain
        for step in path[:-1]:
            here = here[step]
        if here[path[-1]]:
            secret["/".join(map(str, path))] = here[path[-1]]
            here[path[-1]] = MASK
    return plain, secret


def join(plain: dict[str, Any], secret: dict[str, str]) -> Record:
    """The record that ``split`` took apart; without the secret its personal fields are masked."""
    for path, value in secret.items():
        here: Any = plain
        *above, last = path.split("/")
        for step in above:
            here = here[int(step) if isinstance(here, list) else step]
        here[last] = value
    return records.validate_python(plain)


def personal_paths(model: BaseModel, above: Path_ = ()) -> list[Path_]:
    """Where a model and its parts have fields that are marked personal."""
    found: list[Path_] = []
    for name, is_personal in _parts(type(model)):
        value, path = getattr(model, name), (*above, name)
        if is_personal:
            found.append(path)
        elif isinstance(value, BaseModel):
            found += personal_paths(value, path)
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                if isinstance(part, BaseModel):
                    found += personal_paths(part, (*path, i))
    return found


@cache
def _parts(kind: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """The fields of a model that are personal, or may lead to one that is."""
    marked = {name: spec.json_schema_extra for name, spec in kind.model_fields.items()}
    return tuple(
        (name, is_personal)
        for name, extra in marked.items()
        if (is_personal := isinstance(extra, dict) and bool(extra.get("personal")))
        or _has_personal(kind.model_fields[name].annotation)
    )


def _has_personal(annotation: Any) -> bool:
    """Whether a type is, or holds, a model that has anything personal."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(_parts(annotation))
    return any(_has_personal(part) for part in get_args(annotation))


def _keep(file: Path, text: str) -> None:
    """Write a file that is whole and on disk before anything is sealed with what is in it."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another was faster: theirs counts
            _moved(new, file)
    finally:
        new.unlink(missing_ok=True)


def _moved(new: Path, file: Path) -> None:
    try:
        os.link(new, file)
    except FileExistsError:
        raise
    except OSError:  # a file system that has no links
        os.replace(new, file)


def _no_key(file: Path) -> MasterKey:
    message = "holds no key of 64 hexadecimal digits: name another file, or remove it"
    raise InputError(Fault(str(file), "", message))

"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..errors import Fault, InputError

__all__ = ["KeptPoints", "write_whole"]


class KeptPoints:
    """The results of a sweep's points, each in a file of its own below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "points"

    def get(self, name: str) -> str | None:
        """What was kept under a name, or None."""
        try:
            return (self.folder / f"{name}.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def put(self, name: str, text: str) -> None:
        """Keep a text; InputError where the folder cannot be written."""
        write_whole(self.folder, {f"{name}.json": text})


def write_whole(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """The paths of the files written in a folder, which is made if need be.

    Everything is written beside its place first and then moved there, so that nobody ever
    sees half a file. Raises InputError where the folder cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = folder / name
            if path.is_dir():
                raise IsADirectoryError(None, "is a folder", str(path))
            draft = drafts[path] = path.with_name(f".{name}.{os.getpid()}.part")
            _write(draft, content)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        where = error.filename or folder
        message = f"cannot be written ({error.strerror}): choose another folder"
        raise InputError(Fault(str(where), "", message)) from None
    finally:
        for draft in drafts.values():
            with suppress(FileNotFoundError, NotADirectoryError):
                draft.unlink()
    return list(drafts)


def _write(path: Path, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

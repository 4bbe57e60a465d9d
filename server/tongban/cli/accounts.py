"""``tongban accounts``: those who log in to the live service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError, did_you_mean
from .serve import Db, files_of

if TYPE_CHECKING:
    from ..live.access import Accounts, StaffRole

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Accounts of clerks, assistants and supervisors.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="What somebody logs in by.")]
ROLES: dict[str, StaffRole] = {
    "assistant": "assistant",
    "clerk": "clerk",
    "supervisor": "supervisor",
}


@app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="assistant, clerk or supervisor.")],
    place: Annotated[str, typer.Option(help="Their hall, or home hall.")] = "",
    db: Db = Path("tongban.db"),
) -> None:
    """Make an account; its password is shown this once."""
    if role not in ROLES:
        raise InputError(Fault("--role", role, did_you_mean(role, list(ROLES))))
    if role != "supervisor" and not place:
        raise InputError(Fault("--place", "", "missing: where they sit, such as wuhu or jingan"))
    typer.echo(_accounts(db).add(name, ROLES[role], place))


@app.command("list")
def list_(db: Db = Path("tongban.db")) -> None:
    """Show all accounts."""
    for account in _accounts(db).all():
        state = "disabled" if account.is_disabled else "active"
        typer.echo(f"{account.name}\t{account.role}\t{account.place or '-'}\t{state}")


@app.command("disable")
def disable(name: Name, db: Db = Path("tongban.db")) -> None:
    """Nobody logs in to it any more."""
    _accounts(db).disable(name)


@app.command("reset")
def reset(name: Name, db: Db = Path("tongban.db")) -> None:
    """Give an account a new password, shown this once, and make it usable again."""
    typer.echo(_accounts(db).reset(name))


def _accounts(db: Path) -> Accounts:
    from ..live.access import Accounts

    return Accounts(files_of(db).accounts)

"""The program round a stand-in: its store, health, status page, faults, and main.

Loopback by default and without access control: a stand-in is for demonstrations and tests.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from ...orphan import end_with_starter
from ...scenario import Catalogue, load_catalogue
from .days import promised_on
from .faults import Faults, faulty
from .register import Case, Register
from .rules import Application, Finding, findings

__all__ = [
    "CATALOGUE",
    "CLOCK",
    "REGISTER",
    "Clock",
    "assembled",
    "json_answer",
    "judged",
    "masked_applicant",
    "now_in_china",
    "registered",
    "run",
]

Clock = Callable[[], dt.datetime]
REGISTER = web.AppKey("register", Register)
CATALOGUE = web.AppKey("catalogue", Catalogue)
CLOCK: web.AppKey[Clock] = web.AppKey("clock")
REGION = web.AppKey("region", str)
FAULTS = web.AppKey("faults", Faults)

CHINA = dt.timezone(dt.timedelta(hours=8))
MOST_BYTES = 128 << 20
"""Of a request."""

templates = Environment(
    loader=PackageLoader("tongban.acceptance"), autoescape=True, undefined=StrictUndefined
)


def now_in_china() -> dt.datetime:
    """The time, to the second, as regions write it."""
    return dt.datetime.now(CHINA).replace(microsecond=0)


def assembled(
    region: str,
    routes: web.RouteTableDef,
    path: str,
    *,
    store: str | Path,
    catalogue: Catalogue | None,
    clock: Clock,
    faults: Faults | None,
) -> web.Application:
    """A stand-in as an application.

    path    under which its interface lies, and faults happen
    faults  None: the switches cannot be reached
    """
    app = web.Application(
        client_max_size=MOST_BYTES, middlewares=[faulty(faults, path)] if faults else []
    )
    app[REGION], app[CATALOGUE], app[CLOCK] = region, catalogue or load_catalogue(), clock
    app.add_routes(routes)
    app.router.add_get("/health", _health)
    app.router.add_get("/", _status)
    if faults is not None:
        app[FAULTS] = faults
        app.router.add_put("/test/faults", _switch)

    async def with_register(app: web.Application) -> AsyncIterator[None]:
        app[REGISTER] = Register(store)
        yield
        app[REGISTER].close()

    app.cleanup_ctx.append(with_register)
    return app


def judged(
    app: web.Application,
    region: str,
    application: Application,
    number: Callable[[dt.date, int], str],
    more: Sequence[Finding] = (),
) -> Case | tuple[Finding, ...]:
    """The application's case, or everything wrong with it.

    number  the case number of a day's n-th case
    more    what the region finds wrong besides the catalogue's rules

    A key that has its case keeps it, even if the rules have changed since. Raises KeyReused.
    """
    if app[REGISTER].find_key(application.key) is None:
        found = (*findings(app[CATALOGUE], region, application), *more)
        if found:
            return found
    applicant = masked_applicant(app[CATALOGUE], application)
    return registered(
        app, region, application.key, application.digest, application.item, applicant, number
    )


def registered(
    app: web.Application,
    region: str,
    key: str,
    digest: str,
    item: str,
    applicant: str,
    number: Callable[[dt.date, int], str],
) -> Case:
    """The case of a key that nothing is wrong with. Raises KeyReused."""
    rules, now = app[CATALOGUE].items[item].regions[region], app[CLOCK]()
    day = promised_on(now, rules.promised_days)
    return app[REGISTER].accept(key, digest, item, applicant, now, day, number)


def masked_applicant(catalogue: Catalogue, application: Application) -> str:
    """Who applied, as a register of cases may show it."""
    field = catalogue.items[application.item].fields["name"]
    return field.masked(application.answers["name"])


def json_answer(
    data: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """JSON with its Chinese as it is, to be read by people too."""
    return web.json_response(
        data, status=status, headers=headers, dumps=partial(json.dumps, ensure_ascii=False)
    )


async def _health(request: web.Request) -> web.Response:
    return json_answer({"status": "ok", "region": request.app[REGION]})


async def _status(request: web.Request) -> web.Response:
    """The newest cases, for whoever demonstrates; no personal data."""
    page = templates.get_template("status.html").render(
        region=request.app[CATALOGUE].regions[request.app[REGION]],
        items=request.app[CATALOGUE].items,
        cases=request.app[REGISTER].latest(),
        count=request.app[REGISTER].count(),
    )
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return web.Response(text=page, content_type="text/html", headers=headers)


async def _switch(request: web.Request) -> web.Response:
    """Switch faults on, from a test in another process."""
    known = {field.name for field in fields(Faults)}
    for name, value in json.loads(await request.read()).items():
        if name not in known:
            return web.Response(status=400, text=f"no fault {name!r}")
        setattr(request.app[FAULTS], name, value)
    return web.Response(status=204)


def run(region: str, create_app: Callable[..., web.Application]) -> None:
    """The main program of a stand-in: says where it listens, and stops on SIGTERM."""
    options = _options(region)
    if options.until_stdin_closes:
        end_with_starter()
    app = create_app(store=options.store, faults=Faults() if options.faults else None)
    try:
        Register(options.store).close()
        listening = socket.create_server((options.host, options.port))
    except OSError as error:
        sys.exit(f"{options.host}:{options.port}: {error.strerror}; choose another --port")
    except sqlite3.Error as error:
        sys.exit(f"{options.store}: {error}; choose another --store")
    host, port = listening.getsockname()[:2]

    async def ready(_: web.Application) -> None:  # by now it stops when told to
        print(f"{region} ready http://{host}:{port}", flush=True)

    app.on_startup.append(ready)
    web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=2)


def _options(region: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python -m tongban.acceptance.{region}",
        description="An illustrative stand-in of a region's acceptance system.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--store", default=":memory:", help="a file; default: forgotten at the end")
    parser.add_argument("--faults", action="store_true", help="let PUT /test/faults switch faults")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end with whoever started it"
    )
    return parser.parse_args(sys.argv[1:])

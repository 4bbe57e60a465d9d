"""The whole service put together and run, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from ..acceptance import ADAPTERS, Adapter
from ..acceptance.processes import regional_systems
from ..errors import Fault, InputError
from ..scenario import REMOTE_WINDOW, Source, load_catalogue
from .access import USUAL, Accounts, Limits, Tokens
from .answers import ScenarioGiven
from .app import create_app
from .certificate import context_of, self_signed
from .expecting import expecting
from .hub import Hub
from .ice import NO_ICE, Ice
from .listening import BACKLOG, SERVER_LOG, open_more_files
from .logs import note, note_unheard
from .outbox import Outbox
from .partners import Play
from .places import places_of, target_us_of
from .sealing import MasterKey
from .service import Service
from .store import SQLiteStore

__all__ = ["Files", "Options", "demo_accounts", "serve", "serving"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a service, beside one another; the master key may be elsewhere."""

    log: Path
    master_key: Path

    @classmethod
    def of(cls, log: Path, master_key: Path | None = None) -> Files:
        """Those that belong to a log."""
        return cls(log, master_key or log.with_suffix(".key"))

    @property
    def accounts(self) -> Path:
        """Where the accounts are."""
        return self.log.with_suffix(".accounts.db")

    def master(self) -> MasterKey:
        """The master key, which is made for a new log. Raises InputError where there is none."""
        if self.log.exists() and not self.master_key.exists():
            message = f"no such file: {self.log} needs the key it was written with (--master-key)"
            raise InputError(Fault(str(self.master_key), "", message))
        return MasterKey.kept_in(self.master_key)


@dataclass(frozen=True, slots=True)
class Options:
    """How the service runs.

    region_urls  region -> where its acceptance system answers
    with_regions  start the stand-ins for the regions that are not in `region_urls`
    pages         the folder of the browser's pages; without it there are none
    expects       find out, once, what the simulator expects of a day, for the board
    any_port      take a free port where that one is taken
    play          plays the scripted partners of a demonstration; without it, it is none
    """

    files: Files
    host: str = "127.0.0.1"
    port: int = 8080
    certificate: Path | None = None
    key: Path | None = None
    is_self_signed: bool = False
    with_regions: bool = False
    region_urls: Mapping[str, str] | None = None
    origins: frozenset[str] = frozenset()
    limits: Limits = USUAL
    ice: Ice = NO_ICE
    pages: Path | None = None
    expects: bool = False
    any_port: bool = False
    play: Play | None = None


async def serve(source: Source, options: Options, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` is told the address."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.set_exception_handler(note_unheard)
    async with serving(source, options) as (url, _):
        gc.collect()
        gc.freeze()  # what is there now stays: looking through it again would stop everybody
        ready(url)
        await stop.wait()


@asynccontextmanager
async def serving(source: Source, options: Options) -> AsyncIterator[tuple[str, Hub]]:
    """The service's address and hub, while it runs.

    Raises InputError for files that cannot be used, or a port that is taken.
    """
    flow = source.flow_of(REMOTE_WINDOW)
    _check_port(options)
    master = options.files.master()
    async with AsyncExitStack() as stack:
        catalogue = load_catalogue()
        places = places_of(source)
        urls = dict(options.region_urls or {})
        if options.with_regions:
            missing = {region: 0 for region in ADAPTERS if region not in urls}
            systems = regional_systems(missing, options.files.log.parent)
            started = await stack.enter_async_context(systems)
            urls |= {region: system.url for region, system in started.items()}
        _check_regions(places.home_of_region, urls)
        adapters: dict[str, Adapter] = {
            region: await stack.enter_async_context(ADAPTERS[region](url, catalogue))
            for region, url in urls.items()
        }
        store = SQLiteStore(options.files.log, master)
        outbox = Outbox(store, adapters, places.region_of)
        service = Service(
            store, flow, catalogue, places, outbox, target_us=target_us_of(source, REMOTE_WINDOW)
        )
        hub = Hub(
            service,
            Accounts(options.files.accounts),
            Tokens(master.derived("tokens")),
            options.origins,
            options.limits,
            options.ice,
            options.play,
        )
        hub.scenario = _given(source, options)
        url = await stack.enter_async_context(_site(hub, options))
        if options.expects:
            known = expecting(source, options.files.log, hub.boards.expect)
            await stack.enter_async_context(known)
        yield url, hub


def _given(source: Source, options: Options) -> ScenarioGiven:
    title = source.scenario.title
    return {
        "name": Path(source.file).stem,
        "title": {"zh-CN": title.zh_cn, "en": title.en},
        "digest": source.digest,
        "is_demo": options.play is not None,
    }


@asynccontextmanager
async def _site(hub: Hub, options: Options) -> AsyncIterator[str]:
    """The address at which an application answers, while it does."""
    context = None
    if options.is_self_signed:
        context = context_of(*self_signed(options.files.log.parent, options.host))
    elif options.certificate is not None and options.key is not None:
        context = context_of(options.certificate, options.key)
    app = create_app(hub, pages=options.pages)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, logger=SERVER_LOG)
    open_more_files(2 * options.limits.connections)
    await runner.setup()
    try:
        await _listen(runner, options, context)
        scheme = "http" if context is None else "https"
        hub.url = f"{scheme}://{options.host}:{runner.addresses[0][1]}"
        note(log, "service_ready", url=hub.url, cases=len(hub.service.rooms))
        yield hub.url
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, options: Options, context: ssl.SSLContext | None) -> None:
    """Raises InputError where the port is taken, or is not ours to take."""
    how: dict[str, Any] = {"ssl_context": context, "backlog": BACKLOG}
    try:
        await web.TCPSite(runner, options.host, options.port, **how).start()
    except OSError as error:
        if options.any_port and error.errno == errno.EADDRINUSE:
            await web.TCPSite(runner, options.host, 0, **how).start()
            return
        raise _cannot_listen(options, error) from None


def _check_port(options: Options) -> None:
    """Raises InputError where the port is in use, before all else is started for nothing."""
    try:
        socket.create_server((options.host, options.port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and not options.any_port:
            raise _cannot_listen(options, error) from None


def _cannot_listen(options: Options, error: OSError) -> InputError:
    message = f"cannot listen there ({error.strerror}): choose another --port"
    return InputError(Fault("option", f"{options.host}:{options.port}", message))


def demo_accounts(accounts: Accounts, source: Source) -> dict[str, str]:
    """Name -> password of accounts made for a demonstration, those that are not there yet.

    Two assistants for each window's hall, three clerks for each home region, one supervisor.
    """
    places, known = places_of(source), {account.name for account in accounts.all()}
    made: dict[str, str] = {}
    for hall in places.windows:
        for name in (f"{hall}-a{i}" for i in (1, 2)):
            if name not in known:
                made[name] = accounts.add(name, "assistant", hall)
    for region, home in places.home_of_region.items():
        for name in (f"{region}-k{i}" for i in (1, 2, 3)):
            if name not in known:
                made[name] = accounts.add(name, "clerk", home)
    if "supervisor" not in known:
        made["supervisor"] = accounts.add("supervisor", "supervisor", "")
    return made


def _check_regions(homes: Mapping[str, str], urls: Mapping[str, str]) -> None:
    """Raises InputError unless there is a system we can speak to for every home region."""
    faults = [
        Fault(
            "option",
            "region",
            f"no acceptance system of {region}: give its address, or "
            "--with-regions for the stand-ins",
        )
        for region in homes
        if region not in urls
    ]
    faults += [
        Fault("option", "region", f"no adapter for {region}; known: {', '.join(ADAPTERS)}")
        for region in urls
        if region not in ADAPTERS
    ]
    if faults:
        raise InputError(faults)

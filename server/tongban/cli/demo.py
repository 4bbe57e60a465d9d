"""``tongban demo``: the whole live service on this machine, for one or two people to try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Fault, InputError
from .options import Lang, Language
from .serve import LogAs, LogFrom, files_of, pages_folder, write_accounts

if TYPE_CHECKING:
    from ..live.partners import Part, Play
    from ..live.serving import Files
    from ..scenario import Source

__all__ = ["command"]

USUAL_PORT = 8080
HALL, REGION = "hefei", "shanghai"
"""Where applicant and clerk sit, if the scenario has them so."""


def command(
    is_opened: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the pages in the browser.")
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="At which port; default 8080, or a free one."),
    ] = None,
    scenario: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Whose halls and flow.")
    ] = "yrd-2023",
    db: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the log there; default: forgotten at the end."),
    ] = None,
    pace: Annotated[
        float, typer.Option(min=0.1, help="Seconds that a step of a scripted partner takes.")
    ] = 2.0,
    lang: Lang = Language.en,
    log_format: LogAs = "text",
    log_level: LogFrom = "warning",
) -> None:
    """Show the live service: nearby window, home desk and wallboard in the browser.

    Starts the service and stand-ins of the four regions' systems on this machine, offline, with
    accounts to sign in to, and scripted partners so that one person can try either side alone.
    Stops on Ctrl-C and SIGTERM.
    """
    import asyncio

    from ..live.logs import set_up
    from ..live.serving import Options, serve
    from ..scenario import load

    set_up(log_format, log_level)
    source = load(scenario)
    addresses = _addresses(source)
    with _files(db) as files:
        options = Options(
            files=files,
            port=USUAL_PORT if port is None else port,
            any_port=port is None,
            with_regions=True,
            pages=pages_folder(),
            expects=True,
            play=_player(pace),
        )
        people = files.log.with_suffix(".people.csv")
        write_accounts(people, files, source)

        def ready(url: str) -> None:
            if port is None and not url.endswith(f":{USUAL_PORT}"):
                _tell("taken", lang, port=USUAL_PORT, url=url)
            _tell("ready", lang, url=url)
            for title, address in addresses.items():
                typer.echo(f"  {_words(title, lang)}: {url}{address}")
            _tell("people", lang, file=people)
            _tell("stop", lang)
            if is_opened:
                _open([url + address for address in list(addresses.values())[:3]], lang)

        asyncio.run(serve(source, options, ready))
    if log_format == "text":  # a machine is told by events, and by nothing else
        typer.echo(_words("stopped", lang), err=True)


@contextmanager
def _files(db: Path | None) -> Iterator[Files]:
    """The files of a log that is kept, or of one that is gone at the end."""
    import tempfile

    if db is not None:
        yield files_of(db)
        return
    with tempfile.TemporaryDirectory(prefix="tongban-") as folder:
        yield files_of(Path(folder) / "demo.db")


def _addresses(source: Source) -> dict[str, str]:
    """Title -> address of the pages; InputError where the scenario has no place for them."""
    from ..acceptance import ADAPTERS
    from ..live.places import places_of

    places = places_of(source)
    homes = [region for region in places.home_of_region if region in ADAPTERS]
    if not places.windows or len(homes) < len(places.home_of_region) or not homes:
        known = ", ".join(ADAPTERS)
        message = f"a demonstration needs halls with windows, and clerks in {known}: try yrd-2023"
        raise InputError(Fault(source.file, "halls", message))
    region = REGION if REGION in homes else homes[0]
    near = places.region_of.get(HALL)
    by_fit = {
        hall: (hall != HALL, places.region_of[hall] != near, places.region_of[hall] == region)
        for hall in places.windows
    }
    hall = min(by_fit, key=lambda name: by_fit[name])
    return {
        "window": f"/window?hall={hall}",
        "desk": f"/desk?region={region}",
        "board": "/board",
        "display": f"/board?hall={hall}",
    }


def _player(pace: float) -> Play:
    """Plays the scripted partners, at a pace."""
    from tongban_client.partner import Manner, come_as_applicant, serve_as_clerk

    async def play(part: Part) -> None:
        manner = Manner(pace, part.language)
        if part.role == "clerk":
            (token,) = part.tokens
            await serve_as_clerk(part.url, token, part.case, manner)
        else:
            applicant, assistant = part.tokens
            await come_as_applicant(part.url, (applicant, assistant), part.case, part.hall, manner)

    return play


def _open(addresses: list[str], language: Language) -> None:
    """Show pages in the browser, or say that there is none; nothing waits for it."""
    import os
    import sys
    import threading
    import webbrowser

    def show() -> None:
        opened = [webbrowser.open(address, new=2) for address in addresses]
        if not all(opened):
            _tell("no_browser", language)

    # Without a screen, Python would start a browser in this very terminal.
    has_screen = sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if has_screen:
        threading.Thread(target=show, daemon=True).start()
    else:
        _tell("no_browser", language)


def _tell(name: str, language: Language, **more: object) -> None:
    typer.echo(_words(name, language, **more))


def _words(name: str, language: Language, **more: object) -> str:
    zh_cn, en = WORDS[name]
    return (zh_cn if language is Language.zh_cn else en).format(**more)


WORDS = {
    "ready": ("通办演示已就绪：{url}", "tongban ready {url}"),
    "window": ("就近窗口（申请人与帮办员）", "nearby window (applicant and assistant)"),
    "desk": ("属地坐席", "home desk (clerk)"),
    "board": ("管理看板", "wallboard (supervisor)"),
    "display": ("大厅叫号屏", "call display of the hall"),
    "people": (
        "账号与一次性口令：{file}；页面上也可一键登录",
        "accounts and one-time passwords: {file}; the pages also sign you in with one press",
    ),
    "stop": ("按 Ctrl-C 停止", "Ctrl-C stops it"),
    "taken": ("端口 {port} 已被占用，改用 {url}", "port {port} is taken: this is at {url}"),
    "no_browser": ("未找到浏览器，请自行打开以上地址", "no browser here: open the addresses"),
    "stopped": ("通办演示已停止", "tongban stopped"),
}
"""Name -> the words in Chinese and in English."""

"""What the service tells of itself to anybody: what one may come for, how it is, how busy."""

from __future__ import annotations

from aiohttp import web

from ..scenario import REMOTE_WINDOW
from .hub import HUB

__all__ = ["add_about_routes"]


def add_about_routes(app: web.Application) -> None:
    """Health, figures for Prometheus, the catalogue, the scenario."""
    app.add_routes(
        [
            web.get("/healthz", _healthz),
            web.get("/readyz", _readyz),
            web.get("/metrics", _metrics),
            web.get("/api/catalogue", _catalogue),
            web.get("/api/scenario", _scenario),
        ]
    )


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _readyz(request: web.Request) -> web.Response:
    hub = request.app[HUB]
    return web.json_response({"ready": not hub.is_draining}, status=503 if hub.is_draining else 200)


async def _metrics(request: web.Request) -> web.Response:
    """Prometheus text: counts only, nobody's name."""
    hub = request.app[HUB]
    states = [room.state for room in hub.service.rooms.values()]
    lines = ["# TYPE tongban_connections gauge", f"tongban_connections {len(hub.connections)}"]
    lines += ["# TYPE tongban_cases gauge"]
    for stage in dict.fromkeys(state.stage for state in states):
        count = sum(state.stage == stage for state in states)
        lines.append(f'tongban_cases{{stage="{stage}"}} {count}')
    lines += ["# TYPE tongban_waiting gauge"]
    places = [*hub.service.places.windows, *hub.service.places.home_of_region.values()]
    for place in places:
        waiting = len(hub.service.desk.line(place))
        lines.append(f'tongban_waiting{{place="{place}"}} {waiting}')
    return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")


async def _catalogue(request: web.Request) -> web.Response:
    """What one may take a ticket for, and where."""
    service = request.app[HUB].service
    items = {
        name: {
            "title": item.title.model_dump(by_alias=True),
            "regions": list(item.regions),
            "not_here": (
                {
                    "reason": barred.reason.model_dump(by_alias=True),
                    "instead": barred.instead.model_dump(by_alias=True),
                }
                if (barred := item.not_through.get(REMOTE_WINDOW))
                else None
            ),
        }
        for name, item in service.catalogue.items.items()
    }
    places = service.places
    regions = {
        name: {
            "title": region.title.model_dump(by_alias=True),
            "portal": region.portal,
            "home": (home := places.home_of_region[name]),
            "home_title": places.titles[home].model_dump(by_alias=True),
        }
        for name, region in service.catalogue.regions.items()
        if name in places.home_of_region
    }
    halls = {name: places.titles[name].model_dump(by_alias=True) for name in places.windows}
    titles = service.flow.titles
    given = {
        "items": items,
        "regions": regions,
        "halls": halls,
        "region_of": {name: places.region_of[name] for name in halls},
        "stages": {
            name: titles[name].model_dump(by_alias=True)
            for name in service.flow.stages
            if name in titles
        },
    }
    return web.json_response(given)


async def _scenario(request: web.Request) -> web.Response:
    """Which scenario the service runs."""
    scenario = request.app[HUB].scenario
    if scenario is None:
        raise web.HTTPNotFound(text="this service was started without a scenario")
    return web.json_response(scenario)

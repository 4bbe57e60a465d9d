"""What is done round every request: a line in the log, mistakes in plain words, safe headers."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import Any

from aiohttp import web

from ..acceptance import STYLE_HASH
from .access import NotAllowed
from .connection import NOT_KEPT
from .documents import NotADocument
from .logs import note
from .service import NoTicket
from .store import Conflict, StoreFailed

__all__ = ["noted", "told_plainly", "with_headers"]

log = logging.getLogger(__name__)

UPGRADED = HTTPStatus.SWITCHING_PROTOCOLS
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    f"style-src 'self' {STYLE_HASH}; frame-src blob:; "  # a page shows the receipt as a blob
    "frame-ancestors 'none'; form-action 'self'",
}


@web.middleware
async def noted(request: web.Request, handler: Any) -> web.StreamResponse:
    """How a request was answered; a socket that was opened has events of its own.

    A mistake of ours is told here: the library's own line would name the sender's address.
    """
    began, status = time.monotonic(), 500
    try:
        response: web.StreamResponse = await handler(request)
        status = response.status
        return response
    except web.HTTPException as told:
        status = told.status
        raise
    except Exception:
        note(log, "request_failed", method=request.method, route=_route_of(request), failure=True)
        raise web.HTTPInternalServerError from None
    finally:
        if status != UPGRADED:
            ms = round((time.monotonic() - began) * 1e3, 1)
            method, route = request.method, _route_of(request)
            note(log, "request", method=method, route=route, status=status, ms=ms)


@web.middleware
async def told_plainly(request: web.Request, handler: Any) -> web.StreamResponse:
    """What went wrong as status and words."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except NotAllowed as error:
        return web.json_response({"error": str(error)}, status=401)
    except NoTicket as error:
        text = error.text.model_dump(by_alias=True)
        return web.json_response({"error": str(error), "text": text}, status=409)
    except Conflict as error:
        return web.json_response({"error": str(error)}, status=409)
    except StoreFailed as error:
        note(log, "not_kept", what=f"{request.method} {_route_of(request)}", error=error)
        told = {"error": NOT_KEPT.en, "text": NOT_KEPT.model_dump(by_alias=True)}
        return web.json_response(told, status=503, headers={"Retry-After": "5"})
    except NotADocument as error:
        text = error.text.model_dump(by_alias=True)
        return web.json_response({"error": str(error), "text": text}, status=415)


@web.middleware
async def with_headers(request: web.Request, handler: Any) -> web.StreamResponse:
    """What a browser is allowed to do with an answer, unless its route says."""
    response: web.StreamResponse = await handler(request)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _route_of(request: web.Request) -> str:
    """A request's address, without what stands in for names and numbers."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical

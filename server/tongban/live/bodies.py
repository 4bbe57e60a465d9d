"""The body of a request as a model, or in plain words what is wrong with it."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

__all__ = ["body_of"]

Model = TypeVar("Model", bound=BaseModel)


class BadRequest(BaseModel):
    """What is wrong with a request."""

    faults: list[dict[str, str]]


async def body_of(request: web.Request, kind: type[Model]) -> Model:
    """The body; 400 says what is wrong with it."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        faults = [
            {"where": ".".join(map(str, each["loc"])), "what": each["msg"]}
            for each in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise web.HTTPBadRequest(
            text=BadRequest(faults=faults).model_dump_json(), content_type="application/json"
        ) from None

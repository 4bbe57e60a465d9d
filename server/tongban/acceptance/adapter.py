"""How a home region's acceptance system is asked: time-outs, retries, breaker, one case number.

An adapter speaks one region's wire format and nothing else does. What they share is here.
Sending the same submission again is always safe: its key makes the region give the case number
it gave before. So whenever an answer is missing the way out is to send again, here for some
seconds, later from the outbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self

import aiohttp
from pydantic import ValidationError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exception,
    wait_random_exponential,
)

from ..errors import AcceptanceError, NotUnderstood, Unavailable
from ..scenario import Catalogue, CatalogueItem, RegionRules
from .breaker import Breaker, CircuitOpen
from .submission import Contents, Outcome, Submission, SubmittedMaterial

__all__ = ["Adapter", "HttpAdapter", "Limits", "Reply"]

MOST_BYTES = 1 << 20
"""Of an answer; a longer one is none."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How long to wait, and how often to try.

    connect_s       for a connection [s]
    answer_s        for a whole attempt, its uploads and polls included [s]
    attempts        at most, in one call of ``submit``
    backoff_s       the first wait is uniform in [0, this]; it doubles each time (full jitter) [s]
    backoff_most_s  the longest wait [s]
    total_s         no attempt begins after this [s]
    """

    connect_s: float = 3
    answer_s: float = 10
    attempts: int = 3
    backoff_s: float = 0.5
    backoff_most_s: float = 5
    total_s: float = 30


class Adapter(Protocol):
    """What the live service knows of a region's acceptance system."""

    region: ClassVar[str]

    async def submit(self, submission: Submission, contents: Contents) -> Outcome:
        """The region's answer; the same one whenever the same submission is sent.

        Raises Unavailable when there is none yet, NotUnderstood when it makes no sense.
        """
        ...

    async def is_up(self) -> bool:
        """Whether the system says it is well."""
        ...


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpAdapter(ABC):
    """The common part of the adapters. Use it as ``async with``.

    url        of the region's system
    catalogue  from which an adapter knows the region's codes and names
    """

    region: ClassVar[str]
    health_path: ClassVar[str]

    def __init__(
        self,
        url: str,
        catalogue: Catalogue,
        *,
        limits: Limits | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.url, self.catalogue = url.rstrip("/"), catalogue
        self.limits = limits or Limits()
        self.breaker = breaker or Breaker()
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            # No connection is used again: what else a peer sends on it (a second answer to the
            # first request, say) can never be taken for the answer to the next. `force_close`
            # would do the same, but then a second answer spoils the first.
            connector=aiohttp.TCPConnector(keepalive_timeout=-1),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=self.limits.answer_s, sock_connect=self.limits.connect_s
            ),
            headers={"Accept-Encoding": "identity"},
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def submit(self, submission: Submission, contents: Contents) -> Outcome:
        """The region's answer; see ``Adapter``.

        Raises Unavailable after the last attempt, or at once while the breaker is open; its
        ``may_have_arrived`` is about all attempts of this call. NotUnderstood is not retried.
        """
        arrived = False

        async def attempt() -> Outcome:
            nonlocal arrived
            try:
                with self.breaker.attempt(Unavailable, NotUnderstood):
                    return await self._attempt(submission, contents)
            except Unavailable as error:
                arrived = arrived or error.may_have_arrived
                log.warning("%s: attempt failed: %s", submission.trace_id, error)
                raise

        try:
            return await self._retrying()(attempt)
        except CircuitOpen as error:
            reason, later = str(error), error.retry_after_s
            raise Unavailable(
                self.region, reason, may_have_arrived=arrived, retry_after_s=later
            ) from None
        except Unavailable as error:
            error.may_have_arrived = arrived
            raise

    async def is_up(self) -> bool:
        """Whether the system answers its health check with 200."""
        try:
            return (await self._send("GET", self.health_path)).status == 200
        except AcceptanceError:
            return False

    @abstractmethod
    async def _exchange(self, submission: Submission, contents: Contents) -> Outcome:
        """One attempt, in the region's wire format.

        A pydantic ValidationError, of what the system answered, becomes NotUnderstood.
        """

    async def _attempt(self, submission: Submission, contents: Contents) -> Outcome:
        if submission.region != self.region:
            raise ValueError(f"a submission for {submission.region!r} given to {self.region}")
        if submission.item not in self.catalogue.items:  # gone since the submission was kept
            raise AcceptanceError(self.region, f"the catalogue has no item {submission.item!r}")
        try:
            async with asyncio.timeout(self.limits.answer_s):
                return await self._exchange(submission, contents)
        except TimeoutError as error:
            raise Unavailable(self.region, _named(error), may_have_arrived=True) from None
        except ValidationError as error:  # without its text, which may hold personal data
            what = f"an answer that is not of its format ({error.title})"
            raise self._not_understood(what) from None

    def _retrying(self) -> AsyncRetrying:
        limits = self.limits
        return AsyncRetrying(
            retry=retry_if_exception_type(Unavailable),
            stop=stop_after_attempt(limits.attempts) | stop_before_delay(limits.total_s),
            wait=wait_random_exponential(limits.backoff_s, limits.backoff_most_s)
            + wait_exception(_retry_after),
            reraise=True,
        )

    async def _send(self, method: str, path: str, **request: Any) -> Reply:
        """The answer to a request; Unavailable where there is none or it is a server's error.

        Redirects are not followed: a region's system does not move in the middle of a case.
        """
        assert self._http is not None, "use the adapter as `async with`"
        try:
            async with self._http.request(
                method, self.url + path, allow_redirects=False, **request
            ) as answer:
                body = await answer.content.read(MOST_BYTES + 1)
                while len(body) <= MOST_BYTES and not answer.content.at_eof():
                    body += await answer.content.read(MOST_BYTES + 1)
                reply = Reply(answer.status, dict(answer.headers), body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unavailable(self.region, _named(error), may_have_arrived=False) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(self.region, _named(error), may_have_arrived=True) from None
        if len(reply.body) > MOST_BYTES:
            raise self._not_understood(f"an answer of more than {MOST_BYTES} bytes")
        if reply.status >= 500 or reply.status == 429:
            # Some proxy in between may answer for a system that has the submission.
            raise Unavailable(
                self.region,
                f"status {reply.status}",
                may_have_arrived=True,
                retry_after_s=_seconds(reply.headers.get("Retry-After", "")),
            )
        return reply

    async def _content(self, material: SubmittedMaterial, contents: Contents) -> bytes:
        """The document, and certainly the one that was signed. Raises ValueError."""
        content = await contents(material)
        if hashlib.sha256(content).hexdigest() != material.sha256:
            raise ValueError(
                f"material {material.kind}: the document is not the one of the submission "
                f"(sha256 {material.sha256})"
            )
        return content

    def _item(self, submission: Submission) -> CatalogueItem:
        return self.catalogue.items[submission.item]

    def _rules(self, submission: Submission) -> RegionRules:
        return self._item(submission).regions[self.region]

    def _not_understood(self, what: str) -> NotUnderstood:
        return NotUnderstood(self.region, what)

    def _key_reused(self, submission: Submission) -> AcceptanceError:
        return AcceptanceError(
            self.region,
            f"key {submission.idempotency_key} was used for another content before: "
            "a changed case takes a new key",
        )

    def _check_echo(self, submission: Submission, echo: str) -> None:
        """Whether the answer is to this submission. Raises NotUnderstood."""
        if echo != submission.idempotency_key:
            raise self._not_understood(
                f"an answer to {echo!r} where {submission.idempotency_key!r} was asked"
            )


def _named(error: BaseException) -> str:
    """What went wrong, without addresses: the kind of error says enough."""
    return "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__


def _seconds(text: str) -> float | None:
    return float(text) if text.isdigit() else None


def _retry_after(error: BaseException) -> float:
    return getattr(error, "retry_after_s", None) or 0.0

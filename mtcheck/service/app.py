"""The service's addresses: POST an article, get the JSON of a scan; health, metrics, and what all this is (OpenAPI)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from mtcheck.report.json_format import dump
from mtcheck.service.desk import Desk
from mtcheck.service.openapi import description
from mtcheck.service.posted import Refused, posted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mtcheck.judge import Judge
    from mtcheck.pipeline import Options
    from mtcheck.results import Results

BODY_SECONDS = 20
"""How long a client may take to send its article."""
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service takes on: bytes of a body, and articles that wait or are being judged."""

    body: int
    waiting: int


class Metrics:
    """What Prometheus reads at /metrics."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mtcheck_requests", "Requests to judge, by HTTP status.", ["status"], registry=self.registry
        )
        self.articles = Counter("mtcheck_articles", "Articles judged, by verdict.", ["verdict"], registry=self.registry)
        self.sentences = Counter("mtcheck_sentences", "Sentences judged.", registry=self.registry)
        self.flagged = Counter("mtcheck_sentences_flagged", "Sentences flagged.", registry=self.registry)
        self.waiting = Gauge("mtcheck_waiting", "Articles that wait or are being judged.", registry=self.registry)
        self.seconds = Histogram(
            "mtcheck_seconds", "Seconds from request to answer.", buckets=_BUCKETS, registry=self.registry
        )


class Service:
    """Answers requests; the judging is done at the desk."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk, self._limits = desk, limits
        self._metrics = Metrics()
        self._waiting = 0

    async def judge(self, request: Request) -> Response:
        """POST /articles."""
        started = perf_counter()
        try:
            response = await self._judged(request)
        except Refused as refused:
            response = _refusal(refused)
        self._metrics.requests.labels(str(response.status_code)).inc()
        self._metrics.seconds.observe(perf_counter() - started)
        return response

    async def _judged(self, request: Request) -> Response:
        self._refuse_if_full()
        body = await self._body(request)
        self._refuse_if_full()  # an article that is still being sent does not wait yet: it keeps back no other
        self._waiting += 1
        self._metrics.waiting.set(self._waiting)
        try:
            kind = request.headers.get("content-type", "")
            wanted = await asyncio.to_thread(posted, body, kind, request.query_params)
            results = await self._answer(request, asyncio.wrap_future(self._desk.submit(wanted)))
            text = await asyncio.to_thread(dump, results)
        finally:
            self._waiting -= 1
            self._metrics.waiting.set(self._waiting)
        for head in results.heads:
            self._metrics.articles.labels(head.verdict).inc()
            self._metrics.sentences.inc(head.sentences)
            self._metrics.flagged.inc(head.sentences_flagged)
        return Response(text, media_type="application/json")

    def _refuse_if_full(self) -> None:
        if self._waiting >= self._limits.waiting:
            raise Refused(503, f"{self._waiting} articles are waiting already: try again in some seconds.")

    async def _answer(self, request: Request, answer: asyncio.Future[Results]) -> Results:
        """What the desk says; it is told where the client leaves before."""
        left = asyncio.ensure_future(_leaving(request))
        either: set[asyncio.Future[Any]] = {answer, left}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                answer.cancel()
                raise Refused(400, "The client left before the answer.")
            return answer.result()
        finally:
            left.cancel()

    async def _body(self, request: Request) -> bytes:
        """The body, refused as soon as it is seen to be too long."""
        too_long = Refused(
            413,
            f"The body is longer than {self._limits.body:,} bytes: post one article at a time, "
            "or start the service with a larger --max-body.",
        )
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > self._limits.body:
            raise too_long
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for piece in request.stream():
                    body += piece
                    if len(body) > self._limits.body:
                        raise too_long
        except TimeoutError:
            raise Refused(408, f"The body took longer than {BODY_SECONDS} seconds: send it faster.") from None
        except ClientDisconnect:
            raise Refused(400, "The client left before the body was whole.") from None
        return bytes(body)

    async def health(self, _: Request) -> Response:
        """GET /health."""
        return JSONResponse({"status": "ok", "mtcheck": version("mtcheck"), "waiting": self._waiting})

    async def metrics(self, _: Request) -> Response:
        """GET /metrics."""
        return PlainTextResponse(generate_latest(self._metrics.registry), media_type="text/plain; version=0.0.4")

    async def openapi(self, _: Request) -> Response:
        """GET /openapi.json."""
        return Response(json.dumps(description(self._limits.body), ensure_ascii=False), media_type="application/json")


def make_app(judge: Judge, options: Options, limits: Limits, hosts: Sequence[str]) -> Starlette:
    """The service as an ASGI application; `hosts` are the names it answers to, `*` for any."""
    desk = Desk(judge, options)
    service = Service(desk, limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(desk.close)

    routes: list[tuple[str, Callable[[Request], Awaitable[Response]], str]] = [
        ("/articles", service.judge, "POST"),
        ("/health", service.health, "GET"),
        ("/metrics", service.metrics, "GET"),
        ("/openapi.json", service.openapi, "GET"),
    ]
    return Starlette(
        routes=[Route(path, endpoint, methods=[method]) for path, endpoint, method in routes],
        # A page from elsewhere must not reach a service on this machine under a name of its own.
        middleware=[Middleware(_OwnNames, hosts)],
        exception_handlers={HTTPException: _not_here, Exception: _fault},
        lifespan=lifespan,
    )


class _OwnNames:
    """Answers only to the service's own names; to others with a sentence, where Starlette has but two words."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._check = TrustedHostMiddleware(self._known, list(hosts), www_redirect=False)

    async def _known(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["mtcheck.known"] = True
        await self._app(scope, receive, send)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if "mtcheck.known" in scope:
                await send(message)

        await self._check(scope, receive, answer)
        if "mtcheck.known" not in scope:
            name = Headers(scope=scope).get("host", "")
            message = (
                f"This service does not answer to the name {name!r}: if it is its own, start it with --allow-host."
            )
            await JSONResponse({"error": message}, 400)(scope, receive, send)


async def _leaving(request: Request) -> None:
    """Ends when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _refusal(refused: Refused) -> Response:
    headers = {"retry-after": "5"} if refused.status == 503 else None  # noqa: PLR2004  service unavailable
    return JSONResponse({"error": refused.message}, refused.status, headers)


async def _not_here(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    message = (
        f"{request.method} {request.url.path} is nothing here: POST an article to /articles, or see /openapi.json."
    )
    return JSONResponse({"error": message}, status, headers)


async def _fault(_: Request, __: Exception) -> Response:
    return JSONResponse(
        {"error": "This is a bug in mtcheck: please report it with the lines of the server's log."}, 500
    )

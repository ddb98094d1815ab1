"""`mtcheck serve`: articles in, the JSON of a scan out; what is wrong with a request is said in a sentence."""

from __future__ import annotations

import asyncio
import json
import resource
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import uvicorn
from command_line import run
from starlette.applications import Starlette
from uvicorn.server import ServerState

from mtcheck.commands import serve
from mtcheck.overrides import Override
from mtcheck.pipeline import Options, open_judge, scan
from mtcheck.report.json_format import schema
from mtcheck.service import app as service
from mtcheck.service import connections
from mtcheck.service.app import Limits, make_app

TEXT = (
    "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren.\n\n"
    "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, sagte die Bürgermeisterin.\n"
)


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON
        """The body, read."""
        return json.loads(self.body)


@pytest.fixture(scope="module")
def app() -> Starlette:
    """A service that takes bodies of up to 4,000 bytes."""
    options = Options(use_cache=False)
    return make_app(open_judge(options), options, Limits(body=4000, waiting=40), ("localhost",))


async def _ask(  # noqa: PLR0913, PLR0917  a request
    app: Starlette,
    method: str,
    path: str,
    pieces: list[bytes],
    headers: dict[str, str],
    pause: Callable[[], Awaitable[object]] | None = None,
) -> Answer:
    """One request, without a socket, from a client that stays for the answer, or for as long as it pauses."""
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        if not waiting:
            await (pause or asyncio.Event().wait)()
            return {"type": "http.disconnect"}
        return waiting.pop(0)

    async def send(message: Any) -> None:  # noqa: ANN401  ASGI
        sent.append(message)

    name, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": name, "raw_path": name.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in ({"host": "localhost"} | headers).items()],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    return Answer(sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]))


def post(
    app: Starlette, body: bytes | list[bytes], media: str = "text/plain", query: str = "", **headers: str
) -> Answer:
    """The answer to an article."""
    pieces = body if isinstance(body, list) else [body]
    return asyncio.run(_ask(app, "POST", f"/articles{query}", pieces, {"content-type": media} | headers))


def get(app: Starlette, path: str, **headers: str) -> Answer:
    """The answer to a question."""
    return asyncio.run(_ask(app, "GET", path, [], headers))


def test_an_article_is_judged_as_a_scan_would(app: Starlette, tmp_path: Path) -> None:
    """The answer follows the results' schema, and holds what a scan of the same text finds."""
    answer = post(app, TEXT.encode(), query="?id=news/1")
    assert answer.status == 200
    jsonschema.validate(answer.json, schema(), jsonschema.Draft202012Validator)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (article,) = scan([tmp_path / "a.txt"]).articles
    (posted,) = answer.json["articles"]
    assert posted["path"] == "news/1"
    assert posted["verdict"] == article.verdict == "clean"
    assert [s["quality"] for s in posted["sentences"]] == [s.quality for s in article.sentences]


def test_json_says_how_to_read_the_text(app: Starlette) -> None:
    """Format, language and name may stand beside it; markup is left out."""
    fields = {"text": f"# Mühle\n\n**{TEXT.splitlines()[0]}**", "format": "markdown", "lang": "de", "id": "7"}
    answer = post(app, json.dumps(fields).encode(), "application/json; charset=utf-8; variant=x")
    assert answer.status == 200
    assert "**" not in answer.json["articles"][0]["sentences"][-1]["text"]
    assert answer.json["articles"][0]["path"] == "7"


def test_a_threshold_may_be_given(app: Starlette) -> None:
    """At 1 every sentence is flagged."""
    assert post(app, TEXT.encode(), query="?threshold=1").json["articles"][0]["sentences_flagged"] == 2


def test_what_a_request_says_holds_against_the_settings_of_its_path() -> None:
    """Threshold and language of the request, of which the overrides say something else."""
    own = Override(("*",), threshold=0.0, lang="en")
    options = Options(use_cache=False, overrides=(own,))
    app = make_app(open_judge(options), options, Limits(body=4000, waiting=40), ("localhost",))
    (asked,) = post(app, TEXT.encode(), query="?threshold=1&lang=de").json["articles"]
    assert (asked["language"], asked["sentences_flagged"]) == ("de", 2)
    assert post(app, TEXT.encode()).json["articles"][0]["sentences_flagged"] == 0


@pytest.mark.parametrize(
    ("status", "body", "media", "query", "says"),
    [
        (413, b"a" * 4001, "text/plain", "", "4,000 bytes"),
        (413, b"a" * 4001, "text/plain", "", "--max-body"),
        (413, [b"a" * 3000, b"b" * 3000], "text/plain", "", "4,000 bytes"),
        (422, b"", "text/plain", "", "no text"),
        (422, b" \n ", "text/plain", "", "no text"),
        (422, b'{"text": " "}', "application/json", "", "no text"),
        (422, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "text/plain", "", "."),
        (422, "Größe".encode("latin-1"), "text/plain", "", "UTF-8"),
        (415, b"abc", "image/png", "", "Content-Type"),
        (415, b"abc", "", "", "Content-Type"),
        (415, b"abc", "text/plain; charset=latin-1", "", "UTF-8"),
        (400, b'{"text": ', "application/json", "", "not JSON"),
        (400, b"[" * 3000, "application/json", "", "not JSON"),
        (400, b"[]", "application/json", "", "'text'"),
        (400, b'{"text": 3}', "application/json", "", "'text'"),
        (400, b'{"text": "a", "txt": "b"}', "application/json", "", "'txt'"),
        (400, b'{"text": "a", "lang": 3}', "application/json", "", "'lang'"),
        (400, b'{"text": "a", "format": "pdf"}', "application/json", "", "'pdf'"),
        (400, b"abc", "text/plain", "?lang=xx", "'xx'"),
        (400, b"abc", "text/plain", "?threshold=2", "between 0 and 1"),
        (400, b"abc", "text/plain", "?threshold=nan", "between 0 and 1"),
        (400, b"abc", "text/plain", "?lnag=de", "'lnag'"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_sentence(  # noqa: PLR0913, PLR0917  a table
    app: Starlette, status: int, body: bytes | list[bytes], media: str, query: str, says: str
) -> None:
    """Over-long, broken and binary bodies, and unknown wishes, are a 4xx whose `error` names the fix."""
    answer = post(app, body, media, query)
    assert answer.status == status
    assert says in answer.json["error"]
    assert len(answer.json["error"].split()) > 3


def test_a_declared_length_is_enough_to_refuse(app: Starlette) -> None:
    """Nothing of a body that says it is too long is read."""
    assert post(app, [], **{"content-length": "999999999"}).status == 413


def test_a_slow_body_is_given_up(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that never finishes holds nothing open."""
    monkeypatch.setattr(service, "BODY_SECONDS", 0)
    assert post(app, [b"a"] * 50).status == 408


def test_many_at_once_are_answered_and_too_many_told_to_wait(app: Starlette) -> None:
    """Of sixty at once forty wait, in whatever order, and the rest get a 503; afterwards all is as before."""

    async def rush() -> list[Answer]:
        texts = [f"Am {n}. Tag haben die Helfer im Dorf die Brücke über den Bach wieder aufgebaut." for n in range(60)]
        ask: Callable[[str], Awaitable[Answer]] = lambda text: _ask(  # noqa: E731  named for its type
            app, "POST", "/articles?lang=de", [text.encode()], {"content-type": "text/plain"}
        )
        return list(await asyncio.gather(*map(ask, texts)))

    answers = asyncio.run(rush())
    assert {answer.status for answer in answers} == {200, 503}
    assert sum(answer.status == 200 for answer in answers) >= 40
    for number, answer in enumerate(answers):
        if answer.status == 200:
            assert f"Am {number}. Tag" in answer.json["articles"][0]["sentences"][0]["text"]
        else:
            assert "try again" in answer.json["error"]
    assert get(app, "/health").json["waiting"] == 0


def test_a_client_that_leaves_is_waited_for_no_longer(app: Starlette) -> None:
    """Its place is free at once, and what waits of it is not judged."""

    async def all_of_them() -> tuple[list[Answer], Answer]:
        sends = {"content-type": "text/plain"}
        gone = [
            _ask(
                app,
                "POST",
                "/articles",
                [TEXT.replace("Mühle", f"Mühle {n}").encode()],
                sends,
                lambda: asyncio.sleep(0),
            )
            for n in range(30)
        ]
        left = await asyncio.gather(*gone)
        return left, await _ask(app, "GET", "/health", [], {})

    left, health = asyncio.run(all_of_them())
    assert {answer.status for answer in left} == {400}
    assert health.json["waiting"] == 0
    assert post(app, TEXT.encode()).status == 200


def test_an_article_that_is_still_being_sent_keeps_back_no_other() -> None:
    """It waits once it is there."""
    options = Options(use_cache=False)
    small = make_app(open_judge(options), options, Limits(body=4000, waiting=1), ("localhost",))

    async def both() -> Answer:
        sent = asyncio.Event()

        async def receive() -> dict[str, Any]:
            sent.set()
            return await asyncio.Event().wait()  # type: ignore[return-value]  # never

        scope = {
            "type": "http", "method": "POST", "path": "/articles", "raw_path": b"/articles", "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-type", b"text/plain")], "root_path": "",
        }  # fmt: skip
        slow = asyncio.ensure_future(small(scope, receive, lambda _: asyncio.sleep(0)))
        await sent.wait()
        answer = await _ask(small, "POST", "/articles", [TEXT.encode()], {"content-type": "text/plain"})
        slow.cancel()
        return answer

    assert asyncio.run(both()).status == 200


def test_silent_connections_are_closed_and_too_many_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says nothing, or not all of it, holds no connection for long; others are answered again then."""
    monkeypatch.setattr(connections, "SILENT_SECONDS", 0.2)
    monkeypatch.setattr(connections, "most", lambda: 3)

    async def hello(_: Any, __: Any, send: Any) -> None:  # noqa: ANN401  ASGI
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def play() -> tuple[list[bytes], bytes]:
        config, state = uvicorn.Config(hello, lifespan="off", log_level="warning"), ServerState()
        config.load()
        loop = asyncio.get_running_loop()

        async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            ours, theirs = socket.socketpair()
            await loop.connect_accepted_socket(lambda: connections.Bounded(config, state, {}), theirs)
            return await asyncio.open_connection(sock=ours)

        silent = [await connect() for _ in range(5)]
        silent[0][1].write(b"GET / HTTP/1.1\r\nHost: local")
        heard = [await asyncio.wait_for(reader.read(), 5) for reader, _ in silent]
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 5)
        for _, one in (*silent, (reader, writer)):
            one.close()
        return heard, answer

    heard, answer = asyncio.run(play())
    assert heard == [b""] * 5
    assert b"here" in answer


def test_a_connection_outlives_an_answer_that_took_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its silence is counted from the answer, not from the question."""
    monkeypatch.setattr(connections, "SILENT_SECONDS", 0.4)

    async def slow(_: Any, __: Any, send: Any) -> None:  # noqa: ANN401  ASGI
        await asyncio.sleep(0.7)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"here"})

    async def play() -> list[bytes]:
        config, state = uvicorn.Config(slow, lifespan="off", log_level="warning"), ServerState()
        config.load()
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        await loop.connect_accepted_socket(lambda: connections.Bounded(config, state, {}), theirs)
        reader, writer = await asyncio.open_connection(sock=ours)
        answers = []
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answers.append(await asyncio.wait_for(reader.readuntil(b"here"), 5))
            await asyncio.sleep(0.2)  # over the look at 0.8 seconds
        writer.close()
        return answers

    assert len(asyncio.run(play())) == 2


def test_connections_stay_below_the_files_that_may_be_open() -> None:
    """With those that may come at once."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 8 <= connections.most() <= min(connections.MOST, files)


def test_names_that_are_none_are_refused_at_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    """Not at every request."""
    assert run("serve", "--allow-host", "cms.*") == 2
    assert "*.example.org" in capsys.readouterr().err


def test_health_metrics_and_description(app: Starlette) -> None:
    """Prometheus finds the counts, and the description names every address and validates as JSON Schema."""
    assert get(app, "/health").json["status"] == "ok"
    post(app, TEXT.encode())
    metrics = get(app, "/metrics").body.decode()
    assert 'mtcheck_articles_total{verdict="clean"}' in metrics
    assert 'mtcheck_requests_total{status="200"}' in metrics
    assert "mtcheck_waiting 0.0" in metrics
    described = get(app, "/openapi.json").json
    assert set(described["paths"]) == {"/articles", "/health", "/metrics", "/openapi.json"}
    store = {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
    checked = jsonschema.Draft202012Validator({**store, "$ref": "#/components/schemas/Results"})
    checked.validate(post(app, TEXT.encode()).json)
    assert not checked.is_valid({"articles": []})


def test_other_addresses_methods_and_names_are_refused(app: Starlette) -> None:
    """A sentence says where to go; a name that is not the service's own is not answered."""
    assert get(app, "/").status == 404
    assert "/openapi.json" in get(app, "/").json["error"]
    assert get(app, "/articles").status == 405
    for name in ("evil.example", "www.localhost"):
        stranger = get(app, "/health", host=name)
        assert stranger.status == 400
        assert name in stranger.json["error"]
        assert "--allow-host" in stranger.json["error"]


def test_without_the_extra_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and one sentence."""
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    assert run("serve") == 2
    assert "pip install 'mtcheck[serve]'" in capsys.readouterr().err


def test_a_port_in_use_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the port and the option."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("serve", "--port", str(taken.getsockname()[1])) == 2
    assert "--port" in capsys.readouterr().err

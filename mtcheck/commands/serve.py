"""`mtcheck serve`: a small HTTP service for content management systems."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from pathlib import Path

import click

from mtcheck.commands.options import config_option, lang_option, load_config, options_of, threshold_option, warn
from mtcheck.errors import MtcheckError
from mtcheck.streams import complain

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NEEDED = ("prometheus_client", "starlette", "uvicorn")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--max-body", type=click.IntRange(1), default=262_144, show_default=True, metavar="BYTES",
              help="The longest article taken.")  # fmt: skip
@click.option("--max-waiting", type=click.IntRange(1), default=128, show_default=True, metavar="N",
              help="Articles that may wait; more are told to come again.")  # fmt: skip
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME",
              help="Also answer to this name (* for any); repeatable.")  # fmt: skip
@threshold_option
@lang_option
@config_option
def command(  # noqa: PLR0913  one argument an option
    host: str,
    port: int,
    max_body: int,
    max_waiting: int,
    hosts: tuple[str, ...],
    *,
    threshold: float | None,
    lang: str | None,
    config: Path | None,
) -> None:
    """Judge articles that are posted to /articles, and answer with the JSON of a scan.

    /health, /metrics (Prometheus) and /openapi.json say the rest. There is no login: it listens on this machine only,
    unless --host says otherwise.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise MtcheckError("The service needs some packages more: install them with `pip install 'mtcheck[serve]'`.")
    import uvicorn  # noqa: PLC0415  an extra

    from mtcheck.pipeline import open_judge  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.service.app import Limits, make_app  # noqa: PLC0415
    from mtcheck.service.connections import BURST, Bounded  # noqa: PLC0415

    options = options_of(load_config(config), threshold=threshold, lang=lang)
    if host not in _LOOPBACK:
        complain(f"mtcheck: listening on {host}: whoever can reach it can use it, so let a proxy ask who they are.")
    names = (*_LOOPBACK, "[::1]", host, *hosts)
    for name in hosts:
        if "*" in name.removeprefix("*.") and name != "*":
            raise MtcheckError(f"--allow-host: {name!r} is no name: write *.example.org for all below a domain, or *.")
    if host in {"0.0.0.0", "::"} and not hosts:  # noqa: S104  the user asked for it, and was told
        names = ("*",)
    app = make_app(open_judge(options, warn), options, Limits(max_body, max_waiting), names)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=BURST)
    except OSError as error:
        raise MtcheckError(
            f"Port {port} of {host} cannot be listened on ({error.strerror or error}): choose another with --port."
        ) from error
    config_of_server = uvicorn.Config(
        app, http=Bounded, backlog=BURST, log_level="warning", access_log=False, server_header=False
    )
    shown = f"[{host}]" if ":" in host else host
    complain(f"mtcheck: listening on http://{shown}:{listening.getsockname()[1]}/articles; Ctrl-C stops it.")
    uvicorn.Server(config_of_server).run(sockets=[listening])

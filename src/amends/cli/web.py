"""`amends web`: the pages and the API, in one process."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Event
from typing import Annotated

import typer

from amends.cli.database import (
    close_connections,
    migrate_if_needed,
    migrate_or_be_restarted,
    own_server,
    prove_rulebooks,
    start_django,
)
from amends.cli.greeting import EVERY_PART, WITHOUT_WORKER, greet_when_fit
from amends.cli.preparing import in_background, prepare_pages
from amends.core.errors import Refused
from amends.runtime.folder import data_folder
from amends.runtime.lifeline import hold_on
from amends.runtime.listen import address_of, names_answered, open_socket

# A login at the database takes longer than most pages; kept connections spare it.
CONNECTIONS = "8"
# Open event streams never end by themselves: after this they are cut.
FINISH_WITHIN_S = 2


def web(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
) -> None:
    """Serve pages and API, for a server of your own (DATABASE_URL). Start as many as you like."""
    hold_on()
    if not own_server():
        raise Refused(
            "no_own_server",
            "The web alone needs a server of your own: DATABASE_URL is not set.",
            mend="Set DATABASE_URL and AMENDS_SECRET_KEY, or run ./amends up, which brings its own server.",
        )
    os.environ.setdefault("AMENDS_HOSTS", ",".join(names_answered(host)))
    with open_socket(host, port) as listening:
        _start_django()
        migrate_if_needed()
        prove_rulebooks()
        greet = partial(_greet, address_of(listening), open_browser=False)
        _serve(listening, greet, parts=WITHOUT_WORKER)


def desk_web(
    listening_fd: Annotated[int, typer.Option()],
    greeting_fd: Annotated[int, typer.Option()],
    open_browser: Annotated[bool, typer.Option("--open")] = False,
    demo: Annotated[bool, typer.Option("--demo")] = False,
) -> None:
    """The web beside an embedded server, on a socket that the supervisor has opened.

    `greeting_fd` is a socket with one byte in it until somebody has greeted the person at the terminal.
    """
    hold_on()
    with socket.socket(fileno=listening_fd) as listening, socket.socket(fileno=greeting_fd) as token:
        token.setblocking(False)
        _start_django()
        migrate_or_be_restarted()
        logins = _demo_logins() if demo else []

        def greet_once() -> None:
            with suppress(BlockingIOError):
                token.recv(1, socket.MSG_PEEK)
                _greet(address_of(listening), open_browser=open_browser, logins=logins)
                token.recv(1)

        _serve(listening, greet_once, parts=EVERY_PART)


def _start_django() -> None:
    os.environ.setdefault("AMENDS_POOL", CONNECTIONS)
    start_django()


def _serve(listening: socket.socket, greet: Callable[[], None], *, parts: Sequence[str]) -> None:
    """Serve until told to end; greet as soon as these parts of the desk are fit."""
    import uvicorn

    over = Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            address = address_of(listening)
            self.greeting = asyncio.create_task(
                asyncio.to_thread(greet_when_fit, address, greet, parts, over)
            )
            in_background(prepare_pages)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            over.set()
            await super().shutdown(sockets)

    close_connections()
    logging.getLogger("uvicorn.error").addFilter(_was_not_cut_short)
    config = uvicorn.Config(
        "amends.config.asgi:application",
        lifespan="off",
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=FINISH_WITHIN_S,
        forwarded_allow_ips=os.environ.get("AMENDS_PROXIES", "127.0.0.1"),
    )
    Server(config).run(sockets=[listening])


def _was_not_cut_short(record: logging.LogRecord) -> bool:
    """Requests still open when the time to finish is over are cut: no news, and no fault."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _demo_logins() -> list[str]:
    from amends.demo.loading import load_demo

    return load_demo(data_folder()).lines()


def _greet(address: str, *, open_browser: bool, logins: Sequence[str] = ()) -> None:
    from amends.accounts.actions import first_owner_link

    path = first_owner_link()
    close_connections()
    lines = [f"Amends runs at {address} (Ctrl-C ends it)."]
    if path:
        lines += ["Nobody can log in yet. Make the owner's account here, within the next hour:"]
        lines += [f"  {address}{path}"]
    if logins:
        lines += ["The demo's files are going in now. Log in as one of:", *logins]
    print("\n".join(lines), flush=True)
    if open_browser:
        _open(address + (path or ""))


def _open(address: str) -> None:
    import webbrowser

    try:
        webbrowser.open(address)
    except webbrowser.Error:
        print(f"No browser was found; open {address} yourself.", file=sys.stderr)

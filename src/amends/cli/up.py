"""`amends up`: the whole desk in one command."""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from amends.cli.database import own_server
from amends.core.errors import Refused
from amends.runtime.children import Child
from amends.runtime.desk_lock import DeskLock
from amends.runtime.folder import DataFolder, data_folder
from amends.runtime.listen import address_of, is_loopback, names_answered, open_socket
from amends.runtime.postgres import EmbeddedServer
from amends.runtime.restore_mark import finish_cut_restore
from amends.runtime.supervisor import Supervisor


def up(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser when it is ready.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="With five made-up shops to try it on.")] = False,
) -> None:
    """Start the desk: database, pages and worker, until Ctrl-C."""
    if demo:
        _check_demo(host)
    folder = data_folder()
    folder.prepare()
    desk = DeskLock(folder)
    desk.take()
    with closing(desk), open_socket(host, port) as listening, _database(folder) as (address, revive):
        desk.say_where(address_of(listening))
        environment = {"AMENDS_HOSTS": ",".join(names_answered(host)), **os.environ, **address}
        options = [*(["--open"] if open_browser else []), *(["--demo"] if demo else [])]
        children = [_web(listening, environment, options), _worker(environment)]
        code = Supervisor(children, revive).run()
    raise typer.Exit(code)


def _check_demo(host: str) -> None:
    if not is_loopback(host):
        raise Refused(
            "demo_host",
            f"The demo listens on this machine only, not on {host}: its passwords are printed.",
            mend="Leave --host out.",
        )
    if own_server():
        raise Refused(
            "demo_own_server",
            "DATABASE_URL is set: the demo is not loaded into a server of your own.",
            mend="Unset DATABASE_URL for the demo.",
        )


@contextmanager
def _database(folder: DataFolder) -> Iterator[tuple[Mapping[str, str], Callable[[], object]]]:
    if own_server():
        yield {}, lambda: None
        return
    server = EmbeddedServer(folder)
    server.join()
    try:
        finish_cut_restore(folder, server.dsn)
        address = {"DATABASE_URL": server.dsn, "AMENDS_DATA": str(folder.path)}
        yield {"AMENDS_SECRET_KEY": folder.secret_key(), **os.environ, **address}, server.revive
    finally:
        server.leave()


def _web(listening: socket.socket, environment: Mapping[str, str], wishes: list[str]) -> Child:
    greeting, end = socket.socketpair()
    end.send(b"!")
    fds = (listening.fileno(), greeting.detach())
    end.detach()
    options = [f"--listening-fd={fds[0]}", f"--greeting-fd={fds[1]}", *wishes]
    return Child("web", _amends("desk-web", *options), environment, fds)


def _worker(environment: Mapping[str, str]) -> Child:
    return Child("worker", _amends("desk-worker", *([] if own_server() else ["--alone"])), environment)


def _amends(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "amends.cli.main", *arguments]

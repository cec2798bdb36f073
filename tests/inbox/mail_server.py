"""A real SMTP server on loopback that keeps what it accepts, and misbehaves when told to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailServer:
    """`at` maps a step (mail, rcpt, data) to an answer.

    `drop`: the line goes dead there. `hold`: the server is silent there, says so in `held`, until `go_on`.
    """

    def __init__(self) -> None:
        self.at: dict[str, str] = {}
        self.kept: list[bytes] = []
        self.envelopes: list[tuple[str | None, list[str]]] = []
        self.port = 0
        self.held = threading.Event()
        self.go_on = threading.Event()

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("mail", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer("rcpt", server) or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await self._answer("data", server)
        if answer is None or answer == "drop":
            self.kept.append(envelope.original_content)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return answer or "250 2.0.0 kept"

    def behave(self, **at: str) -> None:
        """Begin anew: nothing kept, and these answers."""
        self.at = at
        self.kept.clear()
        self.envelopes.clear()
        self.held.clear()
        self.go_on.clear()

    async def _answer(self, step: str, server: SMTP) -> str | None:
        answer = self.at.get(step)
        if answer == "hold":
            self.held.set()
            await asyncio.to_thread(self.go_on.wait, 60)
            return None
        if answer == "drop" and server.transport is not None:
            server.transport.abort()
        return answer


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(server: MailServer, **more: Any) -> Iterator[MailServer]:
    """The server, listening on a free port of loopback inside the block; `more` as aiosmtpd takes it."""
    controller = _OnAFreePort(
        server, hostname="127.0.0.1", port=0, decode_data=False, enable_SMTPUTF8=False, **more
    )
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def listening() -> Iterator[MailServer]:
    """A mail server for the tests of a module."""
    with running(MailServer()) as server:
        yield server

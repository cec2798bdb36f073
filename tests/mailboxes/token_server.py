"""A provider that asks a person, sells tokens for a grant, and misbehaves when told to."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from amends.accounts import sign_ins
from amends.accounts.sign_ins import grant_of
from amends.connectors.mail import oauth
from amends.connectors.mail.oauth import Grant
from amends.core.packs import load_pack

ADDRESS = "desk@lantern.example"


class TokenServer:
    """`status` and `answer` are what it says; `asked` what it was asked, `agreed_to` what a person was."""

    def __init__(self) -> None:
        self.port = 0
        self.status = 200
        self.answer: object = {"access_token": "at-1", "expires_in": 3600, "token_type": "Bearer"}
        self.leads_to = ""
        self.is_cut = False
        self.is_silent = False
        self.asked: list[dict[str, str]] = []
        self.agreed_to: list[dict[str, str]] = []
        self.over = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    @property
    def consent(self) -> str:
        """Where a person agrees at once, and is sent back with a code."""
        return f"http://127.0.0.1:{self.port}/agree"

    def grant(self) -> Grant:
        """A lasting grant of it."""
        return grant_of(self.address, client_id="me", client_secret="s3cret", refresh_token="rt-1")


@contextmanager
def selling_tokens() -> Iterator[TokenServer]:
    """The provider on a free port of this machine, inside the block."""
    told = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            told.agreed_to.append({name: values[0] for name, values in asked.items()})
            back = urlencode({"state": asked["state"][0], "code": "c-1"})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri'][0]}?{back}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.asked.append({name: values[0] for name, values in parse_qs(body).items()})
            if told.is_silent:
                told.over.wait(60)
                return
            said = told.answer if isinstance(told.answer, bytes) else json.dumps(told.answer).encode()
            self.send_response(told.status)
            if told.leads_to:
                self.send_header("Location", told.leads_to)
            self.send_header("Content-Length", str(len(said) + 100 * told.is_cut))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nothing is told."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """Who asked has gone away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            told.over.set()
            server.shutdown()
            thread.join()


def granted(address: str = ADDRESS, program: str = "me", **other: object) -> dict[str, object]:
    """What a provider answers for a code, the name of whoever agreed in it."""
    claims = base64.urlsafe_b64encode(json.dumps({"aud": program, "email": address}).encode()).decode()
    return {
        "access_token": "at-1", "expires_in": 3600, "refresh_token": "rt-1",
        "scope": "openid https://mail.google.com/", "id_token": f"e30.{claims.rstrip('=')}.sig", **other,
    }  # fmt: skip


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenServer]:
    """A provider on this machine; none of its tokens has been bought yet."""
    monkeypatch.setattr(oauth, "_bought", {})
    monkeypatch.setattr(oauth, "_renewed", {})
    with selling_tokens() as server:
        yield server


def every_provider(server: TokenServer, monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    """Every provider that is known sells its tokens here; other fields of its row as told."""
    rows = json.loads(json.dumps(load_pack("mail_sign_in").body["providers"], default=str))
    changed = {"token_url": server.address, **changed}
    here = SimpleNamespace(body={"providers": [row | changed for row in rows]})
    monkeypatch.setattr(sign_ins, "load_pack", lambda _: here)

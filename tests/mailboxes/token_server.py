"""A provider that sells tokens for a grant, and misbehaves when told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs


class TokenServer:
    """`status` and `answer` are what it says; `asked` what it was asked."""

    def __init__(self) -> None:
        self.port = 0
        self.status = 200
        self.answer: object = {"access_token": "at-1", "expires_in": 3600, "token_type": "Bearer"}
        self.leads_to = ""
        self.is_cut = False
        self.is_silent = False
        self.asked: list[dict[str, str]] = []
        self.over = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"


@contextmanager
def selling_tokens() -> Iterator[TokenServer]:
    """The provider on a free port of this machine, inside the block."""
    told = TokenServer()

    class Handler(BaseHTTPRequestHandler):
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

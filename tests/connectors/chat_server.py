"""A stand-in for a language model's server: it answers as it is told to, also badly."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class ChatServer:
    """What it was asked, and how it answers: a content, or a whole body, a status, a long silence."""

    port: int = 0
    content: str = '{"issue_type": "delayed"}'
    body: bytes | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silence: str = ""  # "" | before (any answer) | within (one)
    hangs_up: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/chat/completions"

    def whole(self) -> bytes:
        if self.body is not None:
            return self.body
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": self.content}}]}).encode()


@contextmanager
def running() -> Iterator[ChatServer]:
    """A server on a free port of this machine, until the end."""
    told = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            told.keys.append(self.headers.get("Authorization", ""))
            if told.hangs_up:
                return
            if told.silence == "before":
                told.over.wait()
                return
            body = told.whole()
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if told.silence == "within":
                self.wfile.write(body[:10])
                self.wfile.flush()
                told.over.wait()
                return
            self.wfile.write(body)

        def do_GET(self) -> None:
            told.asked.append({"led": self.path})
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # who asked has gone away: meant so

    with Server(("127.0.0.1", 0), Handler) as server:
        told.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            told.over.set()
            server.shutdown()
            thread.join()

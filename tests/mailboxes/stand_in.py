"""An IMAP server of our own that misbehaves when told to; otherwise it serves one inbox to anybody."""

import base64
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

HUGE = 4_294_967_290


class StandIn:
    """What it serves, and how it lies. Everything may be changed while it runs.

    `drops_at`: the line is cut in the middle of that mail. `withheld`: listed, never given. `sizes`: what it
    says of a mail's size. `also_found`: numbers it adds to every search.
    """

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.uid_validity: int = 7
        self.uid_next: int | None = None
        self.greeting = b"* OK ready\r\n"
        self.login: bytes = b"OK in"
        self.drops_at: set[int] = set()
        self.withheld: set[int] = set()
        self.sizes: dict[int, int] = {}
        self.also_found: list[int] = []
        self.also_given: dict[int, bytes] = {}
        self.cuts_pieces = True
        self.never_ends = False
        self.is_silent_at = ""
        self.has_idle = False
        self.has_starttls = False  # offered; what follows stays in the clear
        self.commands: list[str] = []
        self.logins = 0
        self.tokens: list[str] = []  # of logins without a password
        self.port = 0
        self.silent = threading.Event()
        self.let_go = threading.Event()

    def put(self, *mails: bytes) -> None:
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail


class _Line(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.stand_in = self.server.stand_in
        try:
            if self._silent("GREETING"):
                return
            self.wfile.write(self.stand_in.greeting)
            while line := self.rfile.readline():
                if not self._answer(line.rstrip(b"\r\n").decode("utf-8", "replace")):
                    return
        except OSError:
            return

    def _answer(self, line: str) -> bool:
        """Answer one command; False to close the line."""
        tag, _, rest = line.partition(" ")
        name, _, arguments = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            name, _, arguments = arguments.partition(" ")
            name = f"UID {name.upper()}"
        self.stand_in.commands.append(f"{name} {arguments}".strip())
        if self._silent(name):
            return False
        verbs: dict[str, Callable[[str], bytes | None]] = {
            "CAPABILITY": self._capability,
            "STARTTLS": lambda _: b"",
            "LOGIN": self._login,
            "AUTHENTICATE": self._authenticate,
            "LIST": lambda _: b'* LIST () "/" INBOX\r\n',
            "EXAMINE": self._examine,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "LOGOUT": lambda _: b"* BYE\r\n",
        }
        verb = verbs.get(name)
        said = verb(arguments) if verb else b""
        if said is None:
            return False
        status = self.stand_in.login if name in ("LOGIN", "AUTHENTICATE") else b"OK done"
        self.wfile.write(said + tag.encode() + b" " + (status if verb else b"BAD unknown") + b"\r\n")
        return name != "LOGOUT"

    def _silent(self, at: str) -> bool:
        if self.stand_in.is_silent_at != at:
            return False
        self.stand_in.silent.set()
        self.stand_in.let_go.wait(60)
        return True

    def _capability(self, _: str) -> bytes:
        more = b" STARTTLS" if self.stand_in.has_starttls else b""
        return b"* CAPABILITY IMAP4rev1" + more + b"\r\n"

    def _login(self, _: str) -> bytes:
        self.stand_in.logins += 1
        return b""

    def _authenticate(self, mechanism: str) -> bytes:
        """SASL XOAUTH2: the reason of a refusal is told before it, and acknowledged by an empty line."""
        self.wfile.write(b"+ \r\n")
        self.stand_in.tokens.append(base64.b64decode(self.rfile.readline()).decode())
        self.stand_in.logins += 1
        if self.stand_in.login.startswith(b"NO"):
            self.wfile.write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            assert self.rfile.readline().strip() == b""
        return b""

    def _examine(self, _: str) -> bytes:
        here = self.stand_in
        following = here.uid_next if here.uid_next is not None else max(here.mails, default=0) + 1
        told = f"* {len(here.mails)} EXISTS\r\n* OK [UIDVALIDITY {here.uid_validity}] one\r\n"
        told += f"* OK [UIDNEXT {following}] next\r\n" if following else ""
        return told.encode()

    def _search(self, criteria: str) -> bytes:
        first = int(re.search(r"UID (\d+):\*", criteria)[1])  # type: ignore[index]
        last = max(self.stand_in.mails, default=0)
        found = [uid for uid in self.stand_in.mails if uid >= first or uid == last]
        return f"* SEARCH {' '.join(map(str, [*found, *self.stand_in.also_found]))}\r\n".encode()

    def _fetch(self, arguments: str) -> bytes | None:
        if self.stand_in.never_ends:
            return self._for_ever()
        numbers, _, parts = arguments.partition(" ")
        wanted = [uid for uid in _listed(numbers) if uid in self.stand_in.mails]
        if "RFC822.SIZE" in parts:
            return b"".join(self._size(uid) for uid in wanted)
        found = {uid: self.stand_in.mails[uid] for uid in wanted} | self.stand_in.also_given
        for uid, mail in found.items():
            if uid not in self.stand_in.withheld and not self._give(uid, mail, parts):
                return None
        return b""

    def _give(self, uid: int, mail: bytes, parts: str) -> bool:
        piece = re.search(r"<(\d+)\.(\d+)>", parts)
        start = ""
        if piece and self.stand_in.cuts_pieces:
            mail = mail[int(piece[1]) : int(piece[1]) + int(piece[2])]
            start = f"<{piece[1]}>"
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]{start} {{{len(mail)}}}\r\n".encode())
        if uid in self.stand_in.drops_at:
            self.wfile.write(mail[: len(mail) // 2])
            return False
        self.wfile.write(mail + b")\r\n")
        return True

    def _size(self, uid: int) -> bytes:
        size = self.stand_in.sizes.get(uid, len(self.stand_in.mails[uid]))
        return f"* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n".encode()

    def _for_ever(self) -> NoReturn:
        while True:
            self.wfile.write(b"* 1 FETCH (FLAGS ())\r\n" * 1000)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left in the middle is no news."""


def _listed(numbers: str) -> Iterator[int]:
    for run in numbers.split(","):
        first, _, last = run.partition(":")
        yield from range(int(first), int(last or first) + 1)


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """The server, listening on a free port of loopback inside the block."""
    stand_in = StandIn()
    with _Server(("127.0.0.1", 0), _Line) as server:
        server.stand_in = stand_in
        stand_in.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield stand_in
        finally:
            stand_in.let_go.set()
            server.shutdown()
            thread.join()

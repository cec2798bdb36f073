"""imaplib's client with bounds: how much a server may answer, how long it may take, how long be silent."""

import imaplib
import io
import math
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from amends.connectors.mail.imap_faults import TooMuch

SILENCE_S = 30.0
USUAL_OCTETS = 4 * 1024 * 1024  # of an answer that holds no mails
USUAL_S = 120.0
SLOWEST_PER_S = 20_000  # octets; slower than that, a batch never ends
LONGEST_LINE = 20 * 1024 * 1024  # two million numbers in one answer to a search
RECEIVED_AT_ONCE = 64 * 1024

if TYPE_CHECKING:
    _Client = imaplib.IMAP4
else:
    _Client = object


class Bounded(_Client):
    """What both clients read with. A bound is set for each command, by `begin`."""

    _octets_left: float = USUAL_OCTETS
    _until: float = math.inf

    def __init__(self, *given: Any, **named: Any) -> None:
        self._received = bytearray()
        self._received_by: socket.socket | None = None
        super().__init__(*given, **named)

    def begin(self, octets: int = 0) -> None:
        """From now on the server may send so many octets of mails beside the usual, in due time."""
        self._octets_left = USUAL_OCTETS + octets
        self._until = time.monotonic() + USUAL_S + octets / SLOWEST_PER_S
        self.untagged_responses.clear()

    def wait_for_ever(self) -> None:
        """No command is under way."""
        self._until = math.inf

    @property
    def has_received(self) -> bool:
        """Whether octets wait here, of which the socket knows nothing any more."""
        pending = self.sock.pending() if isinstance(self.sock, ssl.SSLSocket) else 0
        return bool(self._received) or pending > 0

    def read(self, size: int) -> bytes:
        self._allow(size)
        whole = io.BytesIO()
        missing = size
        while missing:
            if not self._received:
                self._receive()
            piece = self._received[:missing]
            del self._received[: len(piece)]
            whole.write(piece)
            missing -= len(piece)
        return whole.getvalue()

    def readline(self) -> bytes:
        searched = 0
        while (end := self._received.find(b"\n", searched)) < 0:
            searched = len(self._received)
            if searched > min(LONGEST_LINE, self._octets_left):
                raise TooMuch("A line of the server's answer does not end.")
            self._receive()
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        self._allow(len(line))
        return line

    def _allow(self, octets: int) -> None:
        self._octets_left -= octets
        if self._octets_left < 0:
            raise TooMuch("The server sends more than it was asked for.")

    def _receive(self) -> None:
        if self._received_by is not self.sock:
            # Encryption has begun: what came before it was never protected.
            self._received.clear()
            self._received_by = self.sock
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooMuch("The server's answer takes too long.")
        self.sock.settimeout(min(SILENCE_S, left))
        octets = self.sock.recv(RECEIVED_AT_ONCE)
        if not octets:
            raise self.abort("The server closed the connection.")
        self._received += octets


class Imap(Bounded, imaplib.IMAP4):
    """In the clear at first."""


class ImapTls(Bounded, imaplib.IMAP4_SSL):
    """Encrypted from the first octet."""

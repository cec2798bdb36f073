"""Mails as buyers' programs, relays and servers write them, each with what is true of it."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

FIRST_AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
DESK = "desk@lantern.example"
MESSAGE, NOTIFICATION, BOUNCE, AUTOMATIC = "message", "notification", "bounce", "automatic"
ORDER_PLACED, CLAIM_OPENED = "order_placed", "claim_opened"
REFUND_REQUEST, REFUNDED = "refund_request", "refunded"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail and its truth. Mails with the same `case` share one; `n` names it, by the minute it left.

    `text` is all it says, or with `...` at its end how that begins. `order` is the one its case has,
    `offered` the one that a person is asked about. Of a `copy` of an earlier mail nothing comes.
    """

    n: int
    octets: bytes
    what: str = MESSAGE
    text: str = ""
    case: str = ""
    order: str = ""
    offered: str = ""
    direction: str = "in"
    language: str = ""
    about: str = ""  # the issue type that leads
    subject: str = ""
    sender: str = ""  # where it is not the first address in From
    files: tuple[tuple[str, bytes], ...] = ()
    copy: bool = False


def at(n: int) -> datetime:
    """When the mail of this number was sent."""
    return FIRST_AT + timedelta(minutes=n)


def mail(
    n: int,
    sender: str,
    subject: str,
    body: str | bytes,
    kind: str | None = "text/plain; charset=utf-8",
    *,
    to: str = DESK,
    name: str | None = "",
    head: str = "",
    encoding: str = "8bit",
) -> bytes:
    """A mail; `name` is its Message-ID (None: it has none), `head` more header lines; `kind` may be None."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {format_datetime(at(n))}"]
    if name is not None:
        lines.append(f"Message-ID: <{name or named(n)}>")
    lines += [line for line in head.splitlines() if line]
    lines.append("MIME-Version: 1.0")
    if kind is not None:
        lines += [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}"]
    octets = body.encode() if isinstance(body, str) else body
    if encoding == "base64":
        octets = base64.encodebytes(octets)
    elif encoding == "quoted-printable":
        octets = binascii.b2a_qp(octets, istext=True)
    return "\n".join(lines).encode() + b"\n\n" + octets.rstrip(b"\n") + b"\n"


def named(n: int) -> str:
    """The Message-ID that the mail of this number has unless another is given."""
    return f"m{n}@buyers.example"


def answering(*ids: str) -> str:
    """The head of an answer to the last of these."""
    return f"In-Reply-To: <{ids[-1]}>\nReferences: {' '.join(f'<{each}>' for each in ids)}"


def parts(
    *pieces: bytes, kind: str = "mixed", more: str = "", boundary: str = "=_piece"
) -> tuple[bytes, str]:
    """The body of a multipart and its content type."""
    between = f"--{boundary}\n".encode()
    body = b"".join(between + piece + b"\n" for piece in pieces) + f"--{boundary}--\n".encode()
    return body, f'multipart/{kind}; boundary="{boundary}"{more}'


def part(kind: str, content: str | bytes, *, head: str = "") -> bytes:
    """One piece of a multipart, in base64 where it is octets, else as it stands."""
    lines = f"Content-Type: {kind}\n{head}"
    if isinstance(content, str):
        return f"{lines}Content-Transfer-Encoding: 8bit\n\n{content}".encode()
    return f"{lines}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(content)


def boxed(letters: list[Letter]) -> bytes:
    """All of them as an mbox, as programs write it: with `>` before a line that begins with From."""
    entries = []
    for letter in letters:
        body = letter.octets.replace(b"\nFrom ", b"\n>From ")
        entries.append(
            b"From MAILER " + at(letter.n).strftime("%a %b %d %H:%M:%S %Y").encode() + b"\n" + body
        )
    return b"\n".join(entries) + b"\n"

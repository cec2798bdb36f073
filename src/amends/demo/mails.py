"""Mails as a relay sends them: RFC 5322 octets and mbox, written by hand so that the bytes never vary."""

from base64 import b64encode, encodebytes
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class Mail:
    """One mail. `charset` is what its text is written in; `said_charset` what it says it is."""

    id: str
    at: datetime
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    answers: str = ""
    html: bool = False
    charset: str = "utf-8"
    said_charset: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    is_proven: bool = True  # the server that took it in found that it comes from whom it names
    report: str = ""  # of a bounce: what the machine says of the delivery


def mbox_entry(mail: Mail) -> bytes:
    """The mail with its separator before and an empty line behind it."""
    at = mail.at
    day = f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2d} {at:%H:%M:%S} {at.year}"
    return f"From {mail.sender} {day}\n".encode() + octets(mail) + b"\n"


def octets(mail: Mail) -> bytes:
    """The mail itself, lines ended by a line feed."""
    at = mail.at
    head = {
        "From": f"{_words(mail.sender_name)} <{mail.sender}>" if mail.sender_name else mail.sender,
        "To": mail.recipient,
        "Subject": _words(mail.subject),
        "Date": f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} +0000",
        "Message-ID": f"<{mail.id}>",
    }
    if mail.answers:
        head |= {"In-Reply-To": f"<{mail.answers}>", "References": f"<{mail.answers}>"}
    told = "".join(f"{name}: {value}\n" for name, value in (head | mail.headers).items())
    return (told + "MIME-Version: 1.0\n").encode() + _body(mail)


def _body(mail: Mail) -> bytes:
    if mail.report:
        parts = [_text(mail), _part("message/delivery-status", "7bit", mail.report.encode())]
        return _together("report; report-type=delivery-status", parts, mail.id)
    body = _text(mail)
    if mail.html:
        marked = f"<html><body><p>{escape(mail.text)}</p></body></html>".replace("\n", "<br>\n")
        page = _part('text/html; charset="utf-8"', "base64", encodebytes(marked.encode()))
        body = _together("alternative", [body, page], mail.id + "a")
    if mail.pictures:
        files = [_picture(name, content) for name, content in mail.pictures]
        body = _together("mixed", [body, *files], mail.id)
    return body


def _text(mail: Mail) -> bytes:
    said = mail.said_charset or mail.charset
    written = mail.text.encode(mail.charset, "replace")
    return _part(f'text/plain; charset="{said}"', "base64", encodebytes(written))


def _picture(name: str, content: bytes) -> bytes:
    head = f'image/png; name="{name}"\nContent-Disposition: attachment; filename="{name}"'
    return _part(head, "base64", encodebytes(content))


def _part(kind: str, encoding: str, content: bytes) -> bytes:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + content


def _together(kind: str, parts: list[bytes], word: str) -> bytes:
    boundary = "=_" + "".join(sign for sign in word if sign.isalnum())[:60]
    named, _, parameters = kind.partition("; ")
    head = f'Content-Type: multipart/{named}; boundary="{boundary}"'
    told = (head + (f"; {parameters}" if parameters else "") + "\n\n").encode()
    between = f"--{boundary}\n".encode()
    return told + b"".join(between + part + b"\n" for part in parts) + f"--{boundary}--\n".encode()


def _words(text: str) -> str:
    """Text for a header: as it is, or in encoded words short enough for their lines."""
    if text.isascii():
        return text
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    return "\n ".join(f"=?utf-8?B?{b64encode(piece.encode()).decode()}?=" for piece in pieces)

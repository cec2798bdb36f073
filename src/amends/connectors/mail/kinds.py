"""Mails that no person wrote to us: told by what the wire says, never by guessing at words alone."""

import re
from collections.abc import Iterator

from amends.connectors.mail.head import Head
from amends.connectors.mail.parts import Part

DAEMON = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-?delivery)\b|mail delivery (sub)?system|maildaemon")
FAILURE = re.compile(
    r"(?i)undeliver|not delivered|delivery (status|fail|problem|has failed)|(fail|error).{0,20}deliver"
    r"|returned mail|returned to sender|failure notice"
    r"|退信|投递失败|无法投递|发送失败|non remis|échec de (la )?remise"
)


def kind_of(root: Part, *, sender: str, subject: str) -> str | None:
    """bounce, calendar, automatic, or None for a mail of a person. `sender` is name and address."""
    head = root.head
    types = list(_types(root))
    if "message/delivery-status" in types or head.first("x-failed-recipients") is not None:
        return "bounce"
    nobody = (head.first("return-path") or b"x").strip() in {b"", b"<>"}
    if (nobody or DAEMON.search(sender)) and FAILURE.search(subject):
        return "bounce"
    if any(
        part.media_type == "text/calendar" and part.type_parameters.get("method") for part in _parts(root)
    ):
        return "calendar"
    if "message/disposition-notification" in types or _answers_by_itself(head):
        return "automatic"
    return None


def _answers_by_itself(head: Head) -> bool:
    submitted = (head.first("auto-submitted") or b"no").split(b";")[0].strip().lower()
    replies = (head.first("x-autoreply") or head.first("x-autorespond") or b"no").strip().lower()
    precedence = (head.first("precedence") or b"").strip().lower()
    return submitted not in {b"no", b""} or replies not in {b"no", b"false"} or precedence == b"auto_reply"


def _types(root: Part) -> Iterator[str]:
    for part in _parts(root):
        yield part.media_type
        yield "message/" + part.type_parameters.get("report-type", "").lower()


def _parts(root: Part) -> Iterator[Part]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += part.children

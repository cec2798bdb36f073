"""Mails that no person wrote to us: told by what the wire says, never by guessing at words alone."""

import re
from collections.abc import Iterator

from amends.connectors.mail.head import Head
from amends.connectors.mail.parts import Part
from amends.connectors.mail.reports import is_delayed, reported_actions
from amends.connectors.mail.senders import who_writes

DAEMON = re.compile(
    r"(?i)^(mailer-daemon|postmaster|mail-?delivery|microsoftexchange[0-9a-f]{16})"
    r"|mail delivery (sub)?system|maildaemon"
)
FAILURE = re.compile(
    r"(?i)undeliver|not (be )?delivered|delivery (status|fail|problem|has failed)|(fail|error).{0,20}deliver"
    r"|returned mail|returned to sender|returning message|failure notice|delayed mail|could not send message"
    r"|退信|退回|投递失败|投遞失敗"
    r"|未送达|未送達"
    r"|无法(投递|送达|传递)|無法(投遞|送達|傳遞)"
    r"|发送失败|邮件延迟"
    r"|non[ -]remis|non distribu|non d[ée]livr|[ée]chec d(e la )?(remise|'envoi|e l'envoi)"
)
# What programs put before the subject, or in its place, when they answer by themselves.
ANSWERS = re.compile(
    r"(?i)\s*(automatic reply|auto(matic)?[ -]?(reply|response|responder)|out[ -]of[ -](the[ -])?office"
    r"( (auto(matic)?[ -]?)?(reply|response|message))?|r[ée]ponse automatique|message d'absence"
    r"|absence du bureau|automatische antwort"
    r"|(外出)?自动(回复|答复)|(外出)?自動(回覆|回復|答覆))\s*(?:[:：]|$)"
)
# Receipts, and complaints that a mailbox's owner made by a click (RFC 5965).
TOLD_BY_PROGRAMS = {"message/disposition-notification", "message/feedback-report"}
LISTS = ("list-unsubscribe", "list-id", "feedback-id")
BULK = {b"bulk", b"junk", b"list"}


def kind_of(root: Part, *, sender: str, subject: str, address: str, recipients: list[str]) -> str | None:
    """bounce, delivery (a report that nothing failed, or not yet), calendar, automatic, list (sent to many),
    or None for a mail of a person. `sender` is name and address as written, `address` the latter alone."""
    head = root.head
    types = list(_types(root))
    failure = _report(root, types, sender=sender, subject=subject)
    if failure is not None:
        return failure
    if any(
        part.media_type == "text/calendar" and part.type_parameters.get("method") for part in _parts(root)
    ):
        return "calendar"
    if TOLD_BY_PROGRAMS & set(types) or _answers_by_itself(head) or ANSWERS.match(subject):
        return "automatic"
    return "list" if _is_sent_to_many(head, address, recipients) else None


def _report(root: Part, types: list[str], *, sender: str, subject: str) -> str | None:
    """What a mail server says of a mail that was sent: bounce, delivery, or None where it says nothing."""
    head = root.head
    if "message/delivery-status" in types:
        actions = reported_actions(root)
        return "bounce" if "failed" in actions or not actions else "delivery"
    if head.first("x-failed-recipients") is not None:
        return "bounce"
    nobody = (head.first("return-path") or b"x").strip() in {b"", b"<>"}
    if (nobody or DAEMON.search(sender)) and FAILURE.search(subject):
        return "delivery" if is_delayed(subject) else "bounce"
    return None


def _answers_by_itself(head: Head) -> bool:
    submitted = (head.first("auto-submitted") or b"no").split(b";")[0].strip().lower()
    replies = (head.first("x-autoreply") or head.first("x-autorespond") or b"no").strip().lower()
    precedence = (head.first("precedence") or b"").strip().lower()
    return submitted not in {b"no", b""} or replies not in {b"no", b"false"} or precedence == b"auto_reply"


def _is_sent_to_many(head: Head, address: str, recipients: list[str]) -> bool:
    """A newsletter or a list. What answers a mail, comes from a relay, or through our own group, is not."""
    listed = any(head.first(name) is not None for name in LISTS)
    bulk = (head.first("precedence") or b"").strip().lower() in BULK
    if not (listed or bulk) or head.first("in-reply-to") is not None or who_writes(address) == "buyer":
        return False
    group = re.sub(rb".*<|>.*", b"", head.first("list-id") or b"").decode("ascii", "replace").casefold()
    return not any(recipient.casefold().replace("@", ".") == group for recipient in recipients)


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

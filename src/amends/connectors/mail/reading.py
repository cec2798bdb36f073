"""One mail, as octets, to what it says. Nothing in a mail can make this raise."""

import hashlib
from collections.abc import Iterator

from amends.connectors.base import MessageFacts
from amends.connectors.mail import envelope
from amends.connectors.mail.arrival import arrival_of
from amends.connectors.mail.bodies import read_body
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.forwards import original_sender
from amends.connectors.mail.head import from_first_field
from amends.connectors.mail.kinds import kind_of
from amends.connectors.mail.notices import BUYER, NOTICE, OWN_REPLY, QUESTION, Notice, read_notice
from amends.connectors.mail.parts import read_parts
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.proof import PROVEN, UNPROVEN, prove_sender
from amends.connectors.mail.reports import returned_id
from amends.connectors.mail.safe_html import outside_pictures
from amends.connectors.mail.senders import passes_on, who_writes

REPORTS = ("bounce", "delivery")
BY_PROGRAMS = (None, "list", "automatic")  # what notices are sent as, too
WRITTEN = (BUYER, NOTICE, OWN_REPLY, QUESTION)  # the others tell of something that happened


def read_message(octets: bytes, *, shop_zone: str, trusted: str = "") -> MessageFacts:
    """The mail as facts; `problems` says what could not be read. `shop_zone` (an IANA name) is the zone of
    dates that name none, `trusted` the authserv-id whose word about senders counts. Never raises."""
    try:
        return read_strictly(octets, shop_zone=shop_zone, trusted=trusted)
    except Exception as error:  # a mail that breaks the reader is still a mail that arrived
        problems = Problems()
        text = decode(octets, None, problems).replace("\x00", "")
        facts = MessageFacts("", "", "email", "in", text=text, sender_proof=UNPROVEN)
        facts.problems = ["unreadable:" + type(error).__name__.lower()]
        return _named(facts)


def read_strictly(octets: bytes, *, shop_zone: str, trusted: str = "") -> MessageFacts:
    """As read_message, without its net: what tests are run against."""
    problems = Problems()
    root = read_parts(_with_line_feeds(octets), problems)
    head = root.head
    if not head.fields:
        problems.note("no_headers")
    envelope.note_repeats(head, problems)
    name, address = envelope.read_person(head, envelope.SENDERS, problems)
    if address is None:
        problems.note("no_sender")
    proof = prove_sender(head, address or "", trusted)
    recipient_name, recipient = envelope.read_person(head, envelope.RECIPIENTS, problems)
    recipients = envelope.read_addresses(head, problems)
    _, answers_to = envelope.read_person(head, ("reply-to",), problems)
    subject = envelope.read_subject(head, problems)
    body = read_body(root, problems)
    own = envelope.read_ids(head, "message-id", problems)
    if not own:
        problems.note("no_message_id")
    parents = envelope.read_ids(head, "in-reply-to", problems)
    kind = kind_of(
        root,
        sender=f"{address or ''} {name or ''}",
        subject=subject or "",
        address=address or "",
        recipients=recipients,
    )
    if kind in REPORTS and not parents:
        parents = [returned for returned in [returned_id(root)] if returned]
    notice = read_notice(address or "", subject or "", body.words.text) if kind in BY_PROGRAMS else None
    is_told = notice is not None and notice.kind not in WRITTEN
    passed_on = kind is None and not is_told and answers_to not in recipients
    if passed_on and passes_on(address or "", answers_to or ""):
        address = answers_to
    original = original_sender(root, body.words.text) if kind is None else None
    facts = MessageFacts(
        message_id=own[0] if own else "",
        thread="",
        channel="email",
        direction="in",
        sent_at=envelope.read_date(head, shop_zone, problems),
        arrived_at=arrival_of(head),
        in_reply_to=parents[0] if parents else None,
        references=envelope.read_ids(head, "references", problems),
        sender_name=name,
        sender_address=address,
        recipient=recipient or recipient_name,
        recipients=recipients,
        answers_to=answers_to,
        subject=subject,
        text=body.words.text,
        html=body.words.html or None,
        outside_pictures=outside_pictures(body.words.html) if body.words.html.strip() else None,
        kind=kind,
        sender_proof=proof,
        original_name=original.name if original is not None else None,
        original_address=original.address if original is not None else None,
        attachments=body.attachments,
    )
    if notice is not None:
        _tell_notice(facts, notice)
    facts.problems = problems.codes()
    return _named(facts)


def _tell_notice(facts: MessageFacts, notice: Notice) -> None:
    """What a marketplace's mail is: its kind, the order it names, the words within its frame.

    The mail as it came is kept whole beside its words. A copy of our own answer is one only where the
    platform is proven: it stops clocks.
    """
    facts.names_order = notice.order or None
    is_ours = notice.kind == OWN_REPLY and facts.sender_proof == PROVEN and notice.words is not None
    if is_ours:
        facts.direction, facts.kind = "out", None
    elif notice.kind == QUESTION:
        facts.kind = None if who_writes(facts.sender_address or "") in ("buyer", "unknown") else QUESTION
    elif notice.kind not in WRITTEN:
        facts.kind = notice.kind
    if notice.words and (is_ours or notice.kind in (BUYER, QUESTION)):
        facts.text = notice.words


def content_key(facts: MessageFacts) -> bytes:
    """16 octets over what the mail says, not over how it travelled: two copies of a mail have the same."""
    digest = hashlib.blake2b(digest_size=16)
    for piece in _content(facts):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.digest()


def _content(facts: MessageFacts) -> Iterator[bytes]:
    sent = facts.sent_at.isoformat() if facts.sent_at else ""
    said = (
        facts.sender_name,
        facts.sender_address,
        facts.recipient,
        sent,
        facts.subject,
        facts.text,
        facts.html,
    )
    for words in said:
        yield (words or "").encode("utf-8", "replace")
    for file in facts.attachments:
        yield file.filename.encode("utf-8", "replace")
        yield hashlib.sha256(file.content).digest()


def _named(facts: MessageFacts) -> MessageFacts:
    """A mail without an id is named by its content; its thread is the oldest mail it speaks of."""
    if not facts.message_id:
        digest = hashlib.sha256()
        for piece in _content(facts):
            digest.update(len(piece).to_bytes(8, "big") + piece)
        facts.message_id = f"content-{digest.hexdigest()[:32]}@amends.invalid"
    facts.thread = (facts.references or [facts.in_reply_to or facts.message_id])[0]
    return facts


def _with_line_feeds(octets: bytes) -> bytes:
    """The mail from its first header on, with line ends that show where lines end."""
    start = from_first_field(octets)
    if b"\r\r\n" in start[:4000]:
        start = start.replace(b"\r\r\n", b"\r\n")
    if start.count(b"\r") > 2 * start.count(b"\n"):
        start = start.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return start

"""A chat record as a file: exported, or copied into a text file."""

import hashlib
from collections.abc import Generator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from amends.accounts.models import Shop
from amends.buyers.models import BuyerPerson
from amends.connectors.base import MessageFacts, Record, Reject
from amends.connectors.chats import LONGEST, buyer_among, chat_facts, nicks_of, read_chat
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.problems import Problems
from amends.core.errors import Refused
from amends.inbox.chats import MONTHS_FIRST

CHAT = "chat"


class ChatFile:
    """The messages of one chat with one buyer."""

    kind = CHAT
    encoding = ""

    def __init__(self, octets: bytes, facts: Sequence[MessageFacts]) -> None:
        self.header: list[str] = []
        self.size, self.sha256 = len(octets), hashlib.sha256(octets).digest()
        self.position = 0
        self._facts = facts

    def entries(self) -> Generator[Record | Reject]:
        for line, facts in enumerate(self._facts, 1):
            self.position = self.size * line // len(self._facts)
            told = f"{facts.message_id}\n{facts.text}".encode("utf-8", "replace")
            yield Record(
                line=line,
                key=facts.message_id,
                subject="",
                content_hash=hashlib.blake2b(told, digest_size=16).digest(),
                updated_at=None,
                facts=[facts],
                values=[],
            )


def open_chat(path: Path, shop: Shop) -> ChatFile | None:
    """The file as a chat; None where it is none. Raises Refused where nobody can tell who the buyer is."""
    if path.stat().st_size > LONGEST:
        return None
    octets = path.read_bytes()
    text = decode(octets, None, Problems()).replace("\0", "")
    lines = read_chat(text, zone=ZoneInfo(shop.time_zone), months_first=shop.country in MONTHS_FIRST)
    if not lines:
        return None
    nicks = nicks_of(lines)
    people = BuyerPerson.objects.filter(organisation_id=shop.organisation_id, marketplace=shop.marketplace)
    known = list(people.filter(identity__in=nicks).values_list("identity", flat=True))
    buyer = buyer_among(nicks, known, (shop.name,))
    if not buyer:
        raise Refused(
            "chat_buyer_unknown",
            f"This is a chat of {len(nicks)} people, and none is surely the buyer.",
            mend="Paste it into its case and choose the buyer's name there.",
        )
    return ChatFile(octets, chat_facts(lines, buyer, order_number=None))

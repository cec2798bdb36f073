"""A mark of ours that names a conversation: in the address that answers go to, or anywhere in the words.

It leads a mail back where a mail program has lost its thread. It is signed, so that nobody can make one up;
who may then be let into that thread is asked as of any other mail.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings

from amends.accounts.models import Shop
from amends.connectors.base import MessageFacts
from amends.inbox.models import Conversation

PURPOSE = b"amends reply mark"
MARK_OCTETS = 10
MOST = 20
MARK = re.compile(r"(?:\+|\bref:\s?)(am[a-z2-7]{18,40})(?=@|\b)", re.IGNORECASE)


def mark_of(conversation_id: int) -> str:
    """The mark: small letters and digits."""
    name = conversation_id.to_bytes((conversation_id.bit_length() + 7) // 8 or 1, "big")
    return "am" + base64.b32encode(_sign(name) + name).decode("ascii").rstrip("=").lower()


def marked(address: str, conversation_id: int) -> str:
    """`desk@shop.example` → `desk+am…@shop.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}+{mark_of(conversation_id)}@{domain}"


def threads_marked(shop: Shop, messages: Sequence[MessageFacts]) -> dict[str, str]:
    """Message id → the thread that a mark of ours in it names."""
    marked = {
        facts.message_id: ids
        for facts in messages
        if facts.channel == "email" and (ids := conversations_marked(facts))
    }
    if not marked:
        return {}
    named = Conversation.objects.filter(
        shop=shop, channel="email", pk__in={pk for ids in marked.values() for pk in ids}
    )
    threads = dict(named.values_list("pk", "thread"))
    found = {name: [threads[pk] for pk in ids if pk in threads] for name, ids in marked.items()}
    return {name: told[0] for name, told in found.items() if told}


def conversations_marked(facts: MessageFacts) -> list[int]:
    """The conversations that the mail's recipients and words name, told by our own signature."""
    return list(dict.fromkeys(_named([*facts.recipients, facts.subject or "", facts.text or ""])))


def _named(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        if "am" not in text.casefold():
            continue
        for found in list(MARK.finditer(text))[:MOST]:
            letters = found[1][2:].upper()
            try:
                octets = base64.b32decode(letters + "=" * (-len(letters) % 8))
            except (binascii.Error, ValueError):
                continue
            sign, name = octets[:MARK_OCTETS], octets[MARK_OCTETS:]
            if 0 < len(name) <= 7 and hmac.compare_digest(sign, _sign(name)):
                yield int.from_bytes(name, "big")


def _sign(name: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), PURPOSE + name, "sha256")[:MARK_OCTETS]

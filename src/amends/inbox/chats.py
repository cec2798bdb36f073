"""A chat that was held on a platform, pasted by a person: it comes in as the buyer's messages and ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.buyers.models import BuyerPerson
from amends.cases.models import Case
from amends.connectors.chats import ChatLine, buyer_among, chat_facts, nicks_of, read_chat
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import Refused
from amends.history.actions import record
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import Conversation, Message

MONTHS_FIRST = ("US",)
MOST_LINES = 5_000
LONGEST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True)
class Pasted:
    """How many messages were new, and how many were known."""

    created: int
    duplicates: int


class WhoIsTheBuyer(Refused):
    """Several nicks speak, and none is surely the buyer's: `nicks` are to choose from."""

    def __init__(self, nicks: Sequence[str]) -> None:
        super().__init__(
            "chat_buyer_unknown",
            f"It cannot be told which of {len(nicks)} names is the buyer's.",
            mend="Choose the buyer's name.",
        )
        self.nicks = tuple(nicks)


def paste_chat(
    shop: Shop, text: str, *, case: Case | None = None, buyer: str = "", order_number: str = "", by: Actor
) -> Pasted:
    """Take a copied chat record in; what is known of it is not doubled. It joins `case`, else the case of
    `order_number` or of its buyer. `buyer`: their nick, where it cannot be told.

    Raises NotAllowed, Refused (chat_unreadable, chat_too_long), WhoIsTheBuyer (chat_buyer_unknown).
    """
    require(by, "work_case", shop)
    zone = ZoneInfo(shop.time_zone)
    lines = read_chat(text.replace("\0", ""), zone=zone, months_first=shop.country in MONTHS_FIRST)
    if not lines:
        raise Refused(
            "chat_unreadable",
            "This does not read like a chat: no lines with a name and a time were found.",
            mend="Copy the record with its names and times.",
        )
    if len(lines) > MOST_LINES:
        raise Refused("chat_too_long", f"More than {MOST_LINES} messages.", mend="Paste it in pieces.")
    nick = _buyer_of(shop, lines, case, buyer)
    number = order_number.strip() or (case.order_number if case is not None else "")
    facts = chat_facts(lines, nick, order_number=number or None)
    with transaction.atomic():
        lock_until_commit("seller_account", shop.seller_account_id)
        names = {each.message_id for each in facts}
        known = Message.objects.filter(shop=shop, external_id__in=names).count()
        if case is not None:
            _tie(shop, case, facts[0].thread)
        record_messages(shop, [Received(each) for each in facts], by=by)
        pasted = Pasted(created=len(names) - known, duplicates=known)
        detail = {"created": pasted.created, "duplicates": pasted.duplicates}
        if case is not None:
            record(actor=by, verb="chat_pasted", subject_type="case", subject_id=case.pk, detail=detail)
        else:
            record(actor=by, verb="chat_pasted", subject_type="shop", subject_id=shop.pk, detail=detail)
    return pasted


def _buyer_of(shop: Shop, lines: Sequence[ChatLine], case: Case | None, chosen: str) -> str:
    nicks = nicks_of(lines)
    if chosen in nicks:
        return chosen
    people = BuyerPerson.objects.filter(organisation_id=shop.organisation_id, marketplace=shop.marketplace)
    of_case = (
        people.filter(buyer_id=case.buyer_id) if case is not None and case.buyer_id is not None else None
    )
    for known in (of_case, people.filter(identity__in=nicks)):
        if known is not None:
            names = {
                name for row in known.values_list("identity", "shown_name")[:100] for name in row if name
            }
            found = buyer_among(nicks, sorted(names), (shop.name,))
            if found:
                return found
    raise WhoIsTheBuyer(nicks)


def _tie(shop: Shop, case: Case, thread: str) -> None:
    """The thread goes to this case, unless it goes somewhere already."""
    now = clock.now()
    Conversation.objects.get_or_create(
        shop=shop,
        channel="chat",
        thread=thread,
        defaults={
            "organisation_id": shop.organisation_id,
            "case": case,
            "last_message_at": now,
            "created_at": now,
        },
    )

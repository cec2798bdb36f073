"""Which conversations the messages page lists: by shop, by whose turn it is, by words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from amends.accounts.models import Shop
from amends.buyers.queries import buyers_named
from amends.inbox.models import Conversation, Message
from amends.insights.searching.language import read_search
from amends.insights.searching.messages import Wanted as MessagesWanted
from amends.insights.searching.messages import messages_saying
from amends.insights.searching.wording import said
from amends.orders.queries import spellings

TURNS = ("unanswered", "buyer", "us")
MOST_FOUND = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader chose. `turn`: unanswered, buyer or us (who wrote last), else any."""

    turn: str = ""
    words: str = ""
    before: str = ""


def conversations_of(organisation_id: int, shops: Collection[Shop], wanted: Wanted) -> QuerySet[Conversation]:
    """The conversations of these shops that are wanted, the newest first."""
    ids = [shop.pk for shop in shops]
    found = Conversation.objects.filter(organisation_id=organisation_id, shop_id__in=ids)
    if wanted.turn == "unanswered":
        found = found.filter(case__unanswered_since__isnull=False, case__state="open")
    if wanted.turn in TURNS:
        newest = Message.objects.filter(conversation=OuterRef("pk")).order_by("-sent_at", "-id")
        found = found.alias(last=Subquery(newest.values("direction")[:1]))
        found = found.filter(last="out" if wanted.turn == "us" else "in")
    if wanted.words:
        found = found.filter(_holding(organisation_id, shops, wanted.words))
    return _beyond(found, wanted.before).order_by("-last_message_at", "-id")


def _holding(organisation_id: int, shops: Collection[Shop], words: str) -> Q:
    """All the words in one message or its sender, or the order's number, or the buyer's name."""
    holding = Q(order_number__in=spellings(words))
    ids = [shop.pk for shop in shops]
    saying = said(read_search(words).words)
    if saying.query:
        found = messages_saying(MessagesWanted(organisation_id, ids, saying), conversations=MOST_FOUND)
        holding |= Q(pk__in={each.conversation_id for each in found.messages})
        buyers = buyers_named(organisation_id, {shop.marketplace for shop in shops}, words)
        holding |= Q(buyer_id__in=buyers)
    return holding


def _beyond(found: QuerySet[Conversation], before: str) -> QuerySet[Conversation]:
    at, _, pk = before.rpartition("_")
    try:
        moment, last = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return found
    if moment.tzinfo is None or not 0 <= last < 2**63:
        return found
    older = Q(last_message_at__lt=moment) | Q(last_message_at=moment, pk__lt=last)
    return found.filter(older, last_message_at__lte=moment)

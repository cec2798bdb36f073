"""The same words of a buyer by two ways, as a mail through the platform's relay and from the platform itself:
one message. Whichever came first is it; the other stays among what platforms said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.accounts.models import Shop
from amends.connectors.base import MessageFacts
from amends.inbox.models import Conversation, Message
from amends.inbox.rules import happened_at
from amends.orders.linking import order_ids

APART = timedelta(minutes=15)  # a relay takes its time, and a report tells minutes


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is known: its name, when it was, its words, and how it came."""

    name: str
    at: datetime
    words: str
    is_mail: bool
    files: int


def mark_twins(
    shop: Shop, mails: Sequence[MessageFacts], others: Sequence[MessageFacts], now: datetime
) -> None:
    """Set `same_as` where a buyer's message about an order is known by the other way; one for one."""
    asked = [(facts, True) for facts in mails] + [(facts, False) for facts in others]
    about = [(facts, is_mail, number) for facts, is_mail in asked if (number := _number(facts))]
    if not about:
        return
    heard = _heard(shop, {number for _, _, number in about})
    for facts, is_mail, number in about:
        at = happened_at(facts.sent_at, min(facts.arrived_at or now, now))
        words, files = as_compared(facts.text or ""), len(facts.attachments)
        for known in heard.get(number, ()):
            is_other = known.is_mail is not is_mail and known.name != facts.message_id
            says_no_more = known.words == words and files <= known.files
            if is_other and says_no_more and abs(known.at - at) <= APART:
                facts.same_as = known.name
                heard[number].remove(known)
                break


def as_compared(text: str) -> str:
    """The words without what two ways write differently."""
    return " ".join(text.split()).casefold()


def _number(facts: MessageFacts) -> str:
    is_buyers = facts.direction == "in" and not facts.kind and (facts.text or "").strip()
    return (facts.order_number or facts.names_order or "") if is_buyers else ""


def _heard(shop: Shop, numbers: Iterable[str]) -> dict[str, list[Heard]]:
    """What buyers said about these orders, by number; in a fixed number of queries."""
    wanted = sorted(set(numbers))
    orders = order_ids(shop, wanted)
    rows = Conversation.objects.filter(shop=shop)
    threads = dict(rows.filter(order_number__any=wanted).values_list("pk", "order_number"))
    tied = rows.filter(order_id__any=list(orders.values()))
    threads |= dict(tied.values_list("pk", "order__number"))
    found: dict[str, list[Heard]] = {}
    messages = Message.objects.filter(conversation_id__any=list(threads), direction="in", kind="")
    for message in messages.select_related("body").prefetch_related("attachments").order_by("pk"):
        heard = Heard(
            name=message.external_id,
            at=message.happened_at,
            words=as_compared(message.body.text),
            is_mail=message.content_id is not None,
            files=len(message.attachments.all()),
        )
        found.setdefault(threads[message.conversation_id], []).append(heard)
    return found

"""Where a buyer has left traces, and the names by which further ones are found."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from amends.buyers.models import Buyer, BuyerPerson
from amends.inbox.models import Conversation
from amends.orders.models import Order, OrderPerson

# Shorter ones stand in too many words to be looked for; two Chinese characters are a name.
SHORTEST_NAME, SHORTEST_LATIN_NAME = 2, 4
NAMING = ("buyer_shown_name", "recipient", "email", "phone", "invoice_title", "invoice_tax_id")


@dataclass(frozen=True, slots=True)
class Traces:
    """A buyer's orders and conversations; their order numbers; what they are called anywhere."""

    organisation_id: int
    order_ids: list[int]
    numbers: dict[int, list[str]]  # seller account → order numbers
    conversation_ids: list[int]
    names: frozenset[str]


def traces_of(buyer: Buyer) -> Traces:
    """Everything that leads to the buyer; mail not yet tied to an order is found by its address."""
    orders = Order.objects.filter(buyer=buyer)
    people = list(OrderPerson.objects.filter(order__in=orders).values(*NAMING))
    identities = BuyerPerson.objects.filter(buyer=buyer).values_list(
        "identity", "shown_name", "email", "phone"
    )
    called = {name for row in identities for name in row} | {name for row in people for name in row.values()}
    emails = {row["email"] for row in people if row["email"]}
    theirs = Q(buyer=buyer) | Q(order__in=orders) | _written_from_or_to(emails)
    conversations = Conversation.objects.filter(theirs, organisation_id=buyer.organisation_id)
    numbers: dict[int, list[str]] = {}
    for account_id, number in orders.values_list("seller_account_id", "number"):
        numbers.setdefault(account_id, []).append(number)
    return Traces(
        organisation_id=buyer.organisation_id,
        order_ids=list(orders.values_list("pk", flat=True)),
        numbers=numbers,
        conversation_ids=list(conversations.values_list("pk", flat=True).distinct()),
        names=frozenset(name for name in called if _is_telling(name)),
    )


def _written_from_or_to(emails: set[str]) -> Q:
    either = (
        Q(messages__body__sender_address__iexact=email) | Q(messages__body__recipient__iexact=email)
        for email in emails
    )
    return reduce(or_, either, Q(pk__in=[]))


def _is_telling(name: str) -> bool:
    return len(name) >= (SHORTEST_LATIN_NAME if name.isascii() else SHORTEST_NAME)
